import LabNetwork
import Testing

@testable import LabPrograms

@Suite struct RegistratorArgumentsTests {
    @Test func theDefaultsAreThoseOfTheRealProgram() throws {
        let configuration = try RegistratorConfiguration(arguments: ["consul://127.0.0.1:8500"])
        #expect(configuration == RegistratorConfiguration())
        #expect(configuration.retryAttempts == 0)
        #expect(configuration.retryInterval == .seconds(2))
        #expect(configuration.deregistration == .always)
    }

    @Test func everyOptionIsRead() throws {
        let configuration = try RegistratorConfiguration(arguments: [
            "-ip", "192.0.2.1", "--internal", "-explicit=true", "-useIpFromLabel=ip", "-tags",
            "a,b", "-resync", "10", "-cleanup", "-deregister", "on-success", "-retry-attempts=-1",
            "-retry-interval", "500", "-ttl", "60", "-ttl-refresh", "30",
            "consulkv://localhost/services/web",
        ])
        #expect(configuration.address == "192.0.2.1")
        #expect(configuration.usesInternalPorts)
        #expect(configuration.isExplicit)
        #expect(configuration.addressLabel == "ip")
        #expect(configuration.tags == "a,b")
        #expect(configuration.resyncInterval == .seconds(10))
        #expect(configuration.removesDanglingServices)
        #expect(configuration.deregistration == .onSuccess)
        #expect(configuration.retryAttempts == nil)
        #expect(configuration.retryInterval == .milliseconds(500))
        #expect(configuration.registry == .consulKV(prefix: "services/web"))
        #expect(configuration.endpoint == Endpoint(.loopback, 8500))
    }

    @Test(arguments: [
        ([], "missing"), (["foo://x"], "unrecognized adapter: foo://x"),
        (["consul://1.2.3.4:8500", "-cleanup"], "nothing after"),
        (["-frob", "consul://"], "-frob"),
        (["-deregister", "never", "consul://"], "on-success"),
        (["-ttl", "9", "consul://"], "together"),
        (["-ttl", "9", "-ttl-refresh", "9", "consul://"], "greater"), (["-tags"], "argument"),
        (["-retry-interval", "0", "consul://"], "greater than 0"), (["consul"], "no address"),
        (["-resync", "soon", "consul://"], "soon"), (["-internal=maybe", "consul://"], "maybe"),
        (["consul://example.org:8500"], "IPv4"), (["consul://10.0.0.1:99999"], "IPv4"),
    ])
    func whatTheRealProgramRefusesIsRefused(arguments: [String], part: String) {
        #expect {
            try RegistratorConfiguration(arguments: arguments)
        } throws: { error in
            (error as? RegistratorUsageError)?.message.contains(part) == true
        }
    }
}
