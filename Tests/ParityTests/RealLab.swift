import Foundation
import LabModel
import LabNetns
import LabRunner
import LabSupervisor
import LabTestSupport

/// A lab of namespaces for a test, in folders of its own.
final class RealLab {
    static let needs =
        RealHosts.areWanted
        ? "not run: no lab of network namespaces can be made here; see lab doctor"
        : RealHosts.notWanted
    /// The folder that has the scenarios.
    static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    /// The folder of the programs that were built with these tests.
    private static let products = (Bundle.main.executableURL ?? Bundle.main.bundleURL)
        .deletingLastPathComponent().path

    /// Whether a lab of one host comes up and ends here.
    static let isPossible: Bool = {
        guard RealHosts.areWanted,
            let folder = try? RealLab(Topology(name: "empty", networks: [], hosts: []))
        else {
            return false
        }
        folder.tearDown()
        return true
    }()

    let lab: HostedLab
    private let environment: LabEnvironment
    private let folder: String

    /// Makes a lab without power.
    init(_ topology: Topology) throws {
        let name = "parity-\(UUID().uuidString.prefix(8).lowercased())"
        folder = "/tmp/lab-\(name)"
        environment = try LabEnvironment(
            name: name, runtimeHome: folder + "/run", stateHome: folder + "/state")
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let executables = LabExecutables(
                lab: Self.products + "/lab", agent: Self.products + "/lab-agent")
            let descriptor = try NetnsLauncher(executables: executables)
                .launch(environment, seed: 1)
            lab = try HostedLab(descriptor: descriptor)
            try lab.apply(topology)
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// Ends the lab and leaves nothing of it.
    func tearDown() {
        try? lab.destroy()
        _ = environment.waitUntilGone(milliseconds: 10_000)
        try? FileManager.default.removeItem(atPath: folder)
    }
}
