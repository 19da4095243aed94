import LabNetwork
import LabProgram
import LabSimulation
import Testing

/// The same programs in the simulation and on real sockets see the same, in the same order.
@Suite struct TwinTests {
    /// A case: programs that start one after the other and are known by their names.
    struct Twins: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What each program does; ports are given as arguments.
        var scripts: [(name: String, script: @Sendable ([UInt16]) -> Scripted.Script)]
        /// The last entry of each program that has one.
        var last: [String: String]
    }

    /// What the programs see, by name.
    private func entries(_ journal: Journal, _ twins: Twins) -> [String: [String]] {
        Dictionary(
            uniqueKeysWithValues: twins.scripts.map { entry in
                (entry.name, journal.entries.filter { $0.hasPrefix("\(entry.name):") })
            })
    }

    private func simulated(_ twins: Twins, _ ports: [UInt16]) throws -> [String: [String]] {
        let journal = Journal()
        let world = World(seed: 1)
        let lan = world.network.addNetwork(
            subnet: try #require(Subnet("127.0.0.0/8")), link: LinkConditions())
        let host = world.addHost(named: "test", attachments: [(lan, .loopback)])
        for (name, script) in twins.scripts {
            _ = world.spawn(Scripted(name, journal, script(ports)), named: name, on: host)
            world.run(until: world.now + .milliseconds(10))
        }
        world.run(until: world.now + .seconds(60))
        return entries(journal, twins)
    }

    private func real(_ twins: Twins, _ ports: [UInt16]) async throws -> [String: [String]] {
        let journal = Journal()
        var running: [Running<Scripted>] = []
        for (name, script) in twins.scripts {
            running.append(try await Running { Scripted(name, journal, script(ports)) })
            #expect(await journal.wait(for: "\(name): started"))
        }
        let last = twins.last.map { "\($0): \($1)" }
        let isComplete = await journal.wait { entries in last.allSatisfy(entries.contains) }
        #expect(isComplete, "\(journal.entries)")
        for program in running { try await program.stop() }
        return entries(journal, twins)
    }

    @Test(arguments: TwinTests.cases)
    func bothSeeTheSame(_ twins: Twins) async throws {
        let ports = (0..<3).map { _ in FreePort.take() }
        let real = try await real(twins, ports)
        let simulated = try simulated(twins, ports)
        #expect(real == simulated)
        for (name, entry) in twins.last { #expect(real[name]?.last == "\(name): \(entry)") }
    }
}
