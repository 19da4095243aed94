import ArgumentParser
import LabFiles
import LabModel
import LabNetns
import LabReport

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Says which backends and components work here.",
        discussion: """
            What does not work is shown with what to do about it. The exit status is 0 if labs of \
            network namespaces work, else 3; programs that are missing do not count.
            """)

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let diagnosis = Diagnosis()
        if json {
            Console.print(diagnosis.json.line)
        } else {
            diagnosis.lines.forEach { Console.print($0) }
        }
        if !diagnosis.hasNetns { throw ExitStatus.backend }
    }
}

/// What was found on this machine.
private struct Diagnosis {
    /// A program that a component of the lab's own definitions needs.
    private struct Needed {
        var name: String
        var path: String?
        var version: String?
        var install: String
    }

    private let findings = NetnsDoctor.examine()
    private let programs: [Needed]

    init() {
        programs = ["consul", "nginx", "haproxy", "dnsmasq"].flatMap { name -> [Needed] in
            guard let definition = try? ScenarioLoader().component(named: name) else { return [] }
            return definition.requires.map { program in
                let path = MachinePrograms.path(of: program)
                return Needed(
                    name: program, path: path,
                    version: path.flatMap(MachinePrograms.version),
                    install: definition.install ?? "")
            }
        }
    }

    var hasNetns: Bool { NetnsDoctor.allFine(findings) }

    // MARK: - For people

    var lines: [String] {
        ["backends", Self.line(true, "memory", "hosts are values in one process")]
            + netns + [Self.line(false, "libvirt", "not in this version"), "", "programs"]
            + programs.flatMap(lines)
    }

    private var netns: [String] {
        let head = Self.line(
            hasNetns, "netns",
            hasNetns ? "real programs in network namespaces" : "does not work here")
        let worthTelling = findings.filter { !$0.isFine || !$0.detail.isEmpty }
        return [head]
            + worthTelling.flatMap { finding -> [String] in
                let mark = finding.isFine ? "✓" : finding.isOptional ? "!" : "✗"
                let detail = finding.detail.isEmpty ? "" : ": \(finding.detail)"
                let remedy = finding.remedy.isEmpty ? [] : ["        \(finding.remedy)"]
                return ["      \(mark) \(finding.what)\(detail)"] + remedy
            }
    }

    private func lines(_ program: Needed) -> [String] {
        guard let path = program.path else {
            return [Self.line(false, program.name, "missing; install it with")]
                + ["      \(program.install)"]
        }
        return [Self.line(true, program.name, "\(program.version ?? "?")  \(path)")]
    }

    private static func line(_ isFine: Bool, _ name: String, _ detail: String) -> String {
        "  \(isFine ? "✓" : "✗") "
            + name + String(repeating: " ", count: max(10 - name.count, 1)) + detail
    }

    // MARK: - For machines

    var json: JSONText {
        .object([
            (
                "backends",
                .object([
                    ("memory", .object([("works", .flag(true))])),
                    (
                        "netns",
                        .object([
                            ("works", .flag(hasNetns)), ("findings", .array(findings.map(finding))),
                        ])
                    ),
                    ("libvirt", .object([("works", .flag(false))])),
                ])
            ),
            ("programs", .array(programs.map(program))),
        ])
    }

    private func finding(_ finding: NetnsDoctor.Finding) -> JSONText {
        .object([
            ("what", .text(finding.what)), ("works", .flag(finding.isFine)),
            ("isOptional", .flag(finding.isOptional)), ("detail", .text(finding.detail)),
            ("remedy", .text(finding.remedy)),
        ])
    }

    private func program(_ program: Needed) -> JSONText {
        .object([
            ("name", .text(program.name)), ("path", .optional(program.path)),
            ("version", .optional(program.version)), ("install", .text(program.install)),
        ])
    }
}
