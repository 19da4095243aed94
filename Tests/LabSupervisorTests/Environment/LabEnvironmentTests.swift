import CLinux
import Foundation
import LabModel
import Testing

@testable import LabSupervisor

/// Where a lab keeps what is on disk, who has it, and what is removed when nobody does.
@Suite struct LabEnvironmentTests {
    private let home = "/tmp/lab-test-\(UUID().uuidString.prefix(13))"

    private func environment(_ name: String = "one") throws -> LabEnvironment {
        try LabEnvironment(name: name, runtimeHome: home + "/run", stateHome: home + "/state")
    }

    private func cleanUp() { try? FileManager.default.removeItem(atPath: home) }

    private func write(_ text: String, to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test(arguments: ["default", "a", "blue-2", "9", String(repeating: "x", count: 40)])
    func aLabelIsAName(_ name: String) throws {
        #expect(try LabEnvironment(name: name, runtimeHome: "/r", stateHome: "/s").name == name)
    }

    @Test(arguments: [
        "", "-a", "a-", "A", "a.b", "a/b", "..", "ä", "a b", String(repeating: "x", count: 64),
    ])
    func nothingElseIs(_ name: String) throws {
        #expect(throws: LabError.self) {
            try LabEnvironment(name: name, runtimeHome: "/r", stateHome: "/s")
        }
    }

    @Test func aPathThatNoSocketTakesIsRefusedWithWhatToDo() throws {
        let long = "/" + String(repeating: "d", count: 120)
        let error = try #require(throws: LabError.self) {
            try LabEnvironment(name: "one", runtimeHome: long, stateHome: "/s")
        }
        #expect(error.message.contains("XDG_RUNTIME_DIR"))
        #expect(error.message.contains("107"))
        // The last that fits.
        let room = 107 - "/lab/one/control.sock".utf8.count
        let fits = "/" + String(repeating: "d", count: room - 1)
        let environment = try LabEnvironment(name: "one", runtimeHome: fits, stateHome: "/s")
        #expect(environment.controlSocket.utf8.count == 107)
    }

    @Test func itIsTakenOnceAndFreeWhenTheLockIsClosed() throws {
        defer { cleanUp() }
        let environment = try environment()
        let lock = try environment.take()
        for path in [environment.runtimeDirectory, home + "/run/lab"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o700)
        }
        try write("keeper 4711\nstart 1\nboot b\nsince 0\n", to: environment.ownerFile)
        let listener = lab_listen_local(environment.controlSocket)
        #expect(listener >= 0)
        let error = try #require(throws: LabError.self) { try environment.take() }
        #expect(error.message.contains("process 4711 since 19"))
        #expect(error.message.contains("lab destroy --env one"))
        #expect(try environment.sweep() == false)
        close(listener)
        close(lock)
        close(try environment.take())
    }

    @Test func aSocketIsTheUsersAlone() throws {
        defer { cleanUp() }
        let environment = try environment()
        close(try environment.take())
        let listener = lab_listen_local(environment.controlSocket)
        defer { close(listener) }
        let mode = try FileManager.default
            .attributesOfItem(atPath: environment.controlSocket)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func whatADeadLabLeftIsSweptAndNothingElse() throws {
        defer { cleanUp() }
        let environment = try environment()
        try write("mine", to: home + "/elsewhere/file")
        try FileManager.default.createDirectory(
            atPath: home + "/elsewhere/empty", withIntermediateDirectories: true)
        try write("", to: environment.lockFile)
        try write("log", to: environment.logFile)
        try write("line", to: environment.stateDirectory + "/logs/host-1/discovery.log")
        try FileManager.default.createSymbolicLink(
            atPath: environment.runtimeDirectory + "/link", withDestinationPath: home + "/elsewhere"
        )
        // No group of the kernel's, whatever the record says.
        try write(
            "\(home)/elsewhere\n/sys/fs/cgroup/lab-no-such\n/half a li",
            to: environment.runtimeDirectory + "/\(LAB_GROUPS_RECORD)")
        try write("", to: home + "/run/lab/two/lock")
        #expect(LabEnvironment.all(in: homes).map(\.name) == ["one", "two"])
        #expect(try environment.sweep())
        #expect(!exists(environment.runtimeDirectory))
        #expect(!exists(environment.stateDirectory))
        #expect(!exists(home + "/state/lab"))
        #expect(exists(home + "/run/lab/two/lock"))
        #expect(exists(home + "/elsewhere/file"))
        #expect(exists(home + "/elsewhere/empty"))
        #expect(try environment.sweep() == false)
    }

    private var homes: UserDirectories {
        UserDirectories(runtimeHome: home + "/run", stateHome: home + "/state")
    }

    @Test func anOwnerLivesOnlyAsTheProcessThatItWas() throws {
        let boot = try #require(TextFile.read("/proc/sys/kernel/random/boot_id"))
        let start = lab_process_start(getpid())
        func owner(_ pid: Int32, _ start: Int64, _ boot: String) -> EnvironmentOwner? {
            EnvironmentOwner("keeper \(pid)\nstart \(start)\nboot \(boot)\nsince 1\nprocess 7\n")
        }
        #expect(owner(getpid(), start, boot)?.isAlive == true)
        #expect(owner(getpid(), start, boot)?.process == 7)
        #expect(owner(getpid(), start + 1, boot)?.isAlive == false)
        #expect(owner(getpid(), start, "another")?.isAlive == false)
        #expect(EnvironmentOwner("keeper x\n") == nil)
        #expect(EnvironmentOwner("") == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
    func aDirectoryOfSomebodyElseIsNotTrusted() throws {
        defer { cleanUp() }
        let environment = try environment()
        close(try environment.take())
        chown(home + "/run/lab", 4242, 4242)
        let error = try #require(throws: LabError.self) { try environment.take() }
        #expect(error.message.contains("belongs to user 4242"))
    }

    @Test func aFileInTheWayIsNamed() throws {
        defer { cleanUp() }
        try write("", to: home + "/run/lab")
        let environment = try environment()
        let error = try #require(throws: LabError.self) { try environment.take() }
        #expect(error.message.contains("\(home)/run/lab"))
    }
}
