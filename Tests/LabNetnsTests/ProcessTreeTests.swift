import CLinux
import Foundation
import LabModel
import LabNetwork
import LabSupervisor
import Testing

@testable import LabNetns

/// A lab is one tree of processes: whichever of them dies, nothing is left.
@Suite(.serialized, .enabled(if: Machine.hasLabs, Comment(rawValue: Machine.needsLabs)))
struct ProcessTreeTests {
    enum Victim: CaseIterable {
        case keeper, reaper, supervisor, client, keeperAndReaper
    }

    @Test func itServesUntilItsClientGoes() async throws {
        let tree = try StubTree()
        let client = try tree.launch()
        let owner = try #require(tree.environment.owner)
        #expect(owner.isAlive)
        #expect(owner.process == tree.reaper)
        #expect(tree.supervisor != nil)
        close(client)
        #expect(tree.environment.waitUntilGone(milliseconds: 5000))
        #expect(await tree.isGone(), "\(tree.rest)")
        // It ended in order, so there is nothing that its log could say.
        #expect(!FileManager.default.fileExists(atPath: tree.folder + "/state/lab"))
    }

    @Test func aSecondLabOfTheSameNameIsRefused() async throws {
        let tree = try StubTree()
        let client = try tree.launch()
        let owner = try #require(tree.environment.owner)
        let error = try #require(throws: LabError.self) { try tree.launch() }
        #expect(error.message.contains("process \(owner.keeper) since"))
        #expect(tree.environment.owner == owner)
        #expect(try tree.environment.sweep() == false)
        close(client)
        // The name is free again as soon as the first has gone.
        close(try tree.launch())
        #expect(await tree.isGone(), "\(tree.rest)")
    }

    @Test func twoLabsGoOnSideBySide() async throws {
        let (one, two) = (try StubTree(name: "one"), try StubTree(name: "two"))
        let (client, other) = (try one.launch(), try two.launch())
        close(client)
        #expect(await one.isGone(), "\(one.rest)")
        #expect(two.environment.owner?.isAlive == true)
        close(other)
        #expect(await two.isGone(), "\(two.rest)")
    }

    @Test(arguments: Victim.allCases)
    func nothingIsLeftOfALabThatIsKilled(_ victim: Victim) async throws {
        let tree = try StubTree()
        let client = try tree.launch()
        kill(victim, of: tree, client: client)
        if victim == .keeperAndReaper {
            // Nobody was left to clean up, so the next one does.
            #expect(await Machine.eventually { Machine.processes(with: tree.folder).isEmpty })
            #expect(FileManager.default.fileExists(atPath: tree.environment.runtimeDirectory))
        } else {
            #expect(await tree.isGone(), "\(tree.rest)")
        }
        let next = try tree.launch()
        #expect(tree.environment.owner?.isAlive == true)
        #expect(Machine.groups(beginningWith: "lab-\(tree.environment.name)-").count <= 3)
        close(next)
        if victim != .client { close(client) }
        #expect(await tree.isGone(), "\(tree.rest)")
    }

    @Test func nothingIsLeftOfALabThatIsKilledWhileItBegins() async throws {
        var random = RandomStream(seed: 20, purpose: "moments")
        let victims: [Victim] = [.keeper, .reaper, .supervisor, .client]
        for round in 0..<20 {
            let tree = try StubTree()
            let victim = victims[round % victims.count]
            let pause = random.next(below: 8000)
            async let client = Machine.onThread { try? tree.launch() }
            _ = await Machine.eventually { tree.environment.owner != nil }
            usleep(UInt32(pause))
            if victim != .client { kill(victim, of: tree, client: -1) }
            if let descriptor = await client { close(descriptor) }
            #expect(await tree.isGone(), "\(victim) after \(pause) us: \(tree.rest)")
            close(try tree.launch())
            #expect(await tree.isGone(), "again: \(tree.rest)")
        }
    }

    private func kill(_ victim: Victim, of tree: StubTree, client: Int32) {
        let keeper = tree.environment.owner?.keeper
        let processes: [Int32?] =
            switch victim {
            case .keeper: [keeper]
            case .reaper: [tree.reaper]
            case .supervisor: [tree.supervisor]
            case .client: []
            case .keeperAndReaper: [tree.reaper, keeper]
            }
        if victim == .client { close(client) }
        // Stopped first, so that neither sees the other go.
        if victim == .keeperAndReaper, let keeper { Foundation.kill(keeper, SIGSTOP) }
        for process in processes { if let process { Foundation.kill(process, SIGKILL) } }
    }

    @Test func itEndsByForceWhenItsSupervisorHangs() async throws {
        let tree = try StubTree("echo ready >&6; trap '' TERM HUP INT; while :; do sleep 1; done")
        let client = try tree.launch()
        close(client)
        #expect(!tree.environment.waitUntilGone(milliseconds: 50))
        #expect(tree.environment.endByForce(milliseconds: 5000))
        #expect(await tree.isGone(), "\(tree.rest)")
    }

    @Test func aSupervisorThatFailsIsQuoted() async throws {
        let tree = try StubTree("echo 'no wires today' >&2; exit 3")
        let error = try #require(throws: LabError.self) { try tree.launch() }
        #expect(error.message.contains("no wires today"))
        #expect(await tree.isGone(), "\(tree.rest)")
    }

    @Test func aProgramThatIsMissingIsNamed() async throws {
        let tree = try StubTree()
        try FileManager.default.removeItem(atPath: tree.folder + "/lab")
        let error = try #require(throws: LabError.self) { try tree.launch() }
        #expect(error.message.contains("\(tree.folder)/lab"))
        #expect(error.message.contains("LAB_EXECUTABLE"))
        #expect(await tree.isGone(), "\(tree.rest)")
        let launcher = NetnsLauncher(
            executables: LabExecutables(lab: "/bin/true", agent: "/nowhere/lab-agent"))
        let other = try #require(throws: LabError.self) {
            try launcher.launch(tree.environment, seed: 1)
        }
        #expect(other.message.contains("/nowhere/lab-agent"))
        #expect(await tree.isGone(), "\(tree.rest)")
    }

    @Test func aLabMayShareTheMachinesNetworkAndNothingElse() async throws {
        let tree = try StubTree(
            """
            readlink /proc/self/ns/net /proc/self/ns/pid >"$XDG_RUNTIME_DIR/names"
            \(StubTree.patient)
            """)
        let client = try tree.launch(sharesNetwork: true)
        let names = try String(contentsOfFile: "\(tree.folder)/run/names", encoding: .utf8)
        func own(_ kind: String) throws -> String {
            try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/\(kind)")
        }
        #expect(try names.contains(own("net")))
        #expect(try !names.contains(own("pid")))
        close(client)
        #expect(await tree.isGone(), "\(tree.rest)")
    }

    @Test func theSupervisorHasWhatItNeedsAndNothingElse() async throws {
        let tree = try StubTree(
            """
            ls -l /proc/self/fd | sed -n 's/.* \\([0-9]*\\) -> .*/\\1/p' >"$XDG_RUNTIME_DIR/fds"
            readlink /proc/self/ns/net /proc/1/exe >"$XDG_RUNTIME_DIR/names"
            cat /proc/self/mountinfo >"$XDG_RUNTIME_DIR/mounts"
            echo "$$" >"$XDG_RUNTIME_DIR/pid"
            \(StubTree.patient)
            """)
        // One that is not closed by exec, as a careless library makes them.
        let stray = open("/dev/null", O_RDONLY)
        defer { close(stray) }
        let client = try tree.launch()
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(tree.folder)/run/\(name)", encoding: .utf8)
        }
        // The one beyond 7 is the directory that ls reads.
        let descriptors = try text("fds").split(separator: "\n").compactMap { Int($0) }
        #expect(descriptors == Array(0...8))
        #expect(try text("pid") == "2\n")
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
        #expect(try !text("names").contains(own))
        #expect(try !text("mounts").contains("shared:"))
        close(client)
        #expect(await tree.isGone(), "\(tree.rest)")
    }
}
