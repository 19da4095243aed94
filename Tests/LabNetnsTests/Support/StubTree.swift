import Foundation
import LabModel
import LabNetns
import LabSupervisor

/// The process tree of a lab whose supervisor is a small script, in folders of its own.
///
/// The folder's name is in the variables of all its processes, so none can hide.
final class StubTree: Sendable {
    /// Holds two more processes, serves, and ends when the first client does.
    static let patient = """
        sleep 1000 &
        (sleep 1000; true) &
        echo ready >&6
        exec cat <&4 >/dev/null
        """

    let folder = "/tmp/lab-test-\(UUID().uuidString.prefix(13))"
    let environment: LabEnvironment
    let launcher: NetnsLauncher

    init(_ script: String = StubTree.patient, name: String = "tree") throws {
        // The name is in those of its control groups.
        let unique = "\(name)-\(UUID().uuidString.prefix(8).lowercased())"
        environment = try LabEnvironment(
            name: unique, runtimeHome: folder + "/run", stateHome: folder + "/state")
        // Written by another process: a child that this one forks for another test meanwhile would
        // have the file open, and then nobody can execute it.
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = [
            "-c", "mkdir $0; printf '#!/bin/sh\\n%s\\n' \"$1\" >$0/lab; chmod 755 $0/lab", folder,
            script,
        ]
        try writer.run()
        writer.waitUntilExit()
        launcher = NetnsLauncher(
            executables: LabExecutables(
                lab: folder + "/lab", agent: Machine.products + "/lab-agent"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func launch(sharesNetwork: Bool = false) throws(LabError) -> Int32 {
        try launcher.launch(
            environment, seed: 7,
            backend: HostBackend(name: "netns", sharesNetwork: sharesNetwork))
    }

    /// The lab's first process, and the supervisor under it, once there are any.
    var reaper: Int32? { environment.owner.flatMap { $0.process > 0 ? $0.process : nil } }
    var supervisor: Int32? { reaper.flatMap { Machine.children(of: $0).first } }

    /// What is left of it; empty when nothing is.
    var rest: [String] {
        var result = Machine.processes(with: folder).map { "process \($0)" }
        result += Machine.groups(beginningWith: "lab-\(environment.name)-")
        if FileManager.default.fileExists(atPath: folder + "/run/lab") {
            let paths = FileManager.default.enumerator(atPath: folder + "/run/lab")
            result.append("files \(paths?.allObjects ?? []), owner \(environment.owner as Any)")
        }
        return result
    }

    /// Waits until nothing is left.
    func isGone() async -> Bool { await Machine.eventually { rest.isEmpty } }
}
