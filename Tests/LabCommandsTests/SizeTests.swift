import Foundation
import Testing

@Suite struct SizeTests {
    private func topology(clients: Int, subnet: String = "10.0.0.0/16") -> String {
        """
        name: many
        networks: {lan: {subnet: \(subnet)}}
        hosts:
          server-: {count: 3, run: [discovery]}
          client-: {count: \(clients)}
        components:
          discovery: {role: discovery, servers: [server-1, server-2, server-3]}
        """
    }

    @Test(.timeLimit(.minutes(5)))
    func tenThousandHostsAreReadAndDrawn() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(topology(clients: 9997), to: "many.yaml")
        #expect(try await LabExecutable.run("validate", file).status == 0)
        let drawing = try await LabExecutable.run("graph", file)
        #expect(drawing.output.contains("client-1 … client-9997 (9997 hosts)"))
    }

    @Test(.timeLimit(.minutes(5)))
    func aThousandHostsRun() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(topology(clients: 997), to: "many.yaml")
        let scenario = try folder.write(
            """
            topology: many.yaml
            steps:
              - name: the last of them loses power
                kill: client-997
                expect:
                  - reach: {from: client-1, to: client-997, ok: false}
                  - reach: {from: client-1, to: client-996}
            """, to: "scenario.yaml")
        let outcome = try await LabExecutable.run("run", scenario)
        #expect(outcome.status == 0)
    }

    @Test func moreHostsThanTheNetworkHasAddressesAreAnError() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(topology(clients: 297, subnet: "10.0.0.0/24"), to: "many.yaml")
        let outcome = try await LabExecutable.run("validate", file)
        #expect(outcome.status == 2)
        #expect(!outcome.errors.isEmpty)
    }
}
