import ArgumentParser
import LabModel
import LabRunner
import LabSupervisor

struct HealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heal", abstract: "Ends faults, whoever injected them.",
        discussion: """
            Without names it is all of them, maintenance too. What was killed or stopped is not \
            started again: lab inject start HOST does that, and lab up.
            """)

    @OptionGroup var environment: EnvironmentOptions
    @Argument(
        help: "Numbers of faults, words such as partition, or whole faults, as lab status has them."
    )
    var names: [String] = []

    func run() throws {
        let lab = try environment.requiredLab()
        let isAll = names.isEmpty || names == ["all"]
        var healed = try orBackendError { () throws(LabError) in
            isAll ? try lab.healAll() : try heal(lab)
        }
        if isAll || names.contains("maintenance") { healed += Maintenance(lab).end() }
        if healed.isEmpty { Console.print("no fault was in force") }
        healed.forEach { Console.print("healed: \($0)") }
    }

    private func heal(_ lab: HostedLab) throws(LabError) -> [String] {
        let faults = try lab.faults()
        var healed: [FaultInForce] = []
        for name in names where name != "maintenance" {
            let meant = faults.filter { $0.isNamed(name) }
            if meant.isEmpty { Console.printError("no fault '\(name)' is in force") }
            for fault in meant where !healed.contains(fault) {
                lab.heal(FaultID(rawValue: fault.id))
                healed.append(fault)
            }
        }
        return healed.map(\.description)
    }
}

extension FaultInForce {
    /// Whether a person means it by a word: its number, its keyword, or all of it.
    func isNamed(_ word: String) -> Bool {
        word == "\(id)" || word == description || description.hasPrefix(word + " ")
            || isIsolation(word)
    }

    /// Whether it is the partition that `isolate` or `isolate HOST` has made.
    private func isIsolation(_ word: String) -> Bool {
        guard case .partition(let groups) = fault else { return false }
        let words = word.split(separator: " ").map(String.init)
        guard words.first == "isolate" else { return false }
        let alone = groups.filter { $0.count == 1 }
        return words.count == 1
            ? !alone.isEmpty
            : words.dropFirst().allSatisfy { host in
                alone.contains([host])
            }
    }
}
