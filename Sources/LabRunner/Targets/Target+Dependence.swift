import LabModel

extension Target {
    /// Whether it can only be resolved by asking who leads.
    var dependsOnLeader: Bool {
        switch self {
        case .leader, .followers: true
        case .part(let host, _, _): host.dependsOnLeader
        case .oneOf(let targets): targets.contains(where: \.dependsOnLeader)
        case .name, .servers, .minority, .majority: false
        }
    }

    /// Whether it may stand for other units each time.
    var isPicked: Bool {
        switch self {
        case .leader, .followers, .minority, .majority, .oneOf: true
        case .part(let host, _, _): host.isPicked
        case .name, .servers: false
        }
    }
}

extension Check {
    /// Whether looking at it begins with asking who leads.
    var dependsOnLeader: Bool {
        switch self {
        case .any(let checks), .all(let checks), .not(let checks):
            checks.contains { $0.check.dependsOnLeader }
        default: targets.contains(where: \.dependsOnLeader)
        }
    }

    /// Whether it asks for another leader than the one at the step's beginning.
    var comparesLeaders: Bool {
        switch self {
        case .any(let checks), .all(let checks), .not(let checks):
            checks.contains { $0.check.comparesLeaders }
        case .leader(let check): check.state == .changed
        default: false
        }
    }

    private var targets: [Target] {
        switch self {
        case .dns(let check): [check.from, check.server].compactMap(\.self)
        case .http(let check): [check.from].compactMap(\.self)
        case .roundRobin(let check): [check.from].compactMap(\.self)
        case .members(let check):
            (check.alive ?? []) + (check.failed ?? []) + (check.left ?? [])
                + [check.from].compactMap(\.self)
        case .leader(let check): check.among + [check.from].compactMap(\.self)
        case .catalog(let check), .health(let check): [check.from].compactMap(\.self)
        case .kv(let check): [check.from].compactMap(\.self)
        case .process(let check): [check.target]
        case .reach(let check): check.from + check.to
        case .log(let check): [check.target]
        case .leadersPerTerm, .traffic, .any, .all, .not: []
        }
    }
}
