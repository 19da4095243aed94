import LabModel

extension Action {
    /// The action's word.
    public var keyword: String {
        switch self {
        case .start: "start"
        case .stop: "stop"
        case .kill: "kill"
        case .restart: "restart"
        case .leave: "leave"
        case .putKey: "kv"
        case .execute: "exec"
        case .deploy: "deploy"
        case .wait: "wait"
        case .heal: "heal"
        case .inject(let fault, _, _): fault.keyword
        case .resume: "resume"
        case .plug: "plug"
        }
    }

    /// The targets that it names.
    var targets: [Target] {
        switch self {
        case .start(let targets, let on, _, _): targets + on
        case .stop(let targets, _), .kill(let targets, _), .restart(let targets, _),
            .leave(let targets), .resume(let targets), .plug(let targets, _):
            targets
        case .putKey(_, _, let from): [from].compactMap(\.self)
        case .execute(let command): command.on
        case .inject(let fault, _, _): fault.targets
        case .deploy, .wait, .heal: []
        }
    }

    /// Whether its targets can only be found by asking who leads.
    var dependsOnLeader: Bool { targets.contains(where: \.dependsOnLeader) }
}
