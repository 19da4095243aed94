import ArgumentParser
import Foundation
import LabHost
import LabModel

/// The programs of this machine, which are those of hosts in network namespaces.
enum MachinePrograms {
    /// Where programs are beside the directories of the user's `PATH`.
    private static let usualFolders = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]

    /// The path of a program, where it is on this machine.
    static func path(of program: String) -> String? {
        if program.contains("/") {
            return FileManager.default.isExecutableFile(atPath: program) ? program : nil
        }
        let variable = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = variable.split(separator: ":").map(String.init) + usualFolders
        return folders.map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Ends the command where a program is missing that a topology needs, saying how to install it.
    static func require(for topology: Topology) throws {
        let missing = ComponentPlan.requirements(of: topology).filter {
            path(of: $0.program) == nil
        }
        guard !missing.isEmpty else { return }
        missing.forEach { Console.printError($0.remedy) }
        throw ExitStatus.backend
    }

    /// What a program says of its version: the first number with a dot in what it prints.
    static func version(of program: String) -> String? {
        for argument in ["--version", "-v", "version"] {
            guard let text = output(of: [program, argument]) else { continue }
            if let found = text.firstMatch(of: /\d+(?:\.\d+)+(?:-[0-9A-Za-z.]+)?/) {
                return String(found.output)
            }
        }
        return nil
    }

    /// What a program prints, on either output; `nil` where it can't be run.
    private static func output(of command: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return nil }
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
