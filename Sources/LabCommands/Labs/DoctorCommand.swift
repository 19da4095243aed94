import ArgumentParser
import LabFiles
import LabLibvirt
import LabModel
import LabNetns
import LabReport

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Says which backends and components work here.",
        discussion: """
            What does not work is shown with what to do about it. The exit status is 0 if labs of \
            network namespaces work, else 3; what virtual machines need and programs that are \
            missing do not count.
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

    private let netns: [NetnsDoctor.Finding]
    private let libvirt: [NetnsDoctor.Finding]
    private let programs: [Needed]

    init() {
        netns = NetnsDoctor.examine()
        libvirt = LibvirtDoctor.examine(netns: netns)
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

    var hasNetns: Bool { NetnsDoctor.allFine(netns) }

    // MARK: - For people

    var lines: [String] {
        ["backends", Self.line(true, "memory", "hosts are values in one process")]
            + Self.lines("netns", "real programs in network namespaces", netns)
            + Self.lines("libvirt", "real programs in virtual machines", libvirt)
            + ["", "programs"] + programs.flatMap(lines)
    }

    private static func lines(
        _ backend: String, _ detail: String, _ findings: [NetnsDoctor.Finding]
    ) -> [String] {
        let works = NetnsDoctor.allFine(findings)
        let worthTelling = findings.filter { !$0.isFine || !$0.detail.isEmpty }
        return [line(works, backend, works ? detail : "does not work here")]
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
                    ("netns", Self.backend(netns)),
                    ("libvirt", Self.backend(libvirt)),
                ])
            ),
            ("programs", .array(programs.map(program))),
        ])
    }

    private static func backend(_ findings: [NetnsDoctor.Finding]) -> JSONText {
        .object([
            ("works", .flag(NetnsDoctor.allFine(findings))),
            ("findings", .array(findings.map(finding))),
        ])
    }

    private static func finding(_ finding: NetnsDoctor.Finding) -> JSONText {
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
