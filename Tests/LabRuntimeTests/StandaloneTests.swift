import LabModel
import LabNetwork
import LabProgram
import Testing

@testable import LabAgent
@testable import LabFiles

/// What people may write after `lab-agent discovery` and the others.
@Suite struct StandaloneTests {
    @Test func flagsAndSettingsAreRead() throws {
        let arguments = try StandaloneArguments(
            .discovery,
            [
                "--node", "n1", "--bind=127.0.0.9", "--data", "/d", "--set", "ports.dns=9600",
                "--set", "ports.http=9500", "--set=retry_join=127.0.0.1,127.0.0.2", "--set",
                "lifeguard=false", "--set", "node_meta.rack=\"7\"",
            ])
        let file = arguments.file
        #expect(file.host == "n1")
        #expect(file.bind == IPv4Address(127, 0, 0, 9))
        #expect(file.addresses == [file.bind])
        #expect(file.dataDirectory == "/d")
        guard case .component(let context) = file.program else {
            Issue.record("no component")
            return
        }
        let configuration = context.component.configuration
        #expect(configuration["ports"]?["dns"] == .integer(9_600))
        #expect(configuration["ports"]?["http"] == .integer(9_500))
        #expect(configuration["retry_join"] == .list([.text("127.0.0.1"), .text("127.0.0.2")]))
        #expect(configuration["lifeguard"] == .flag(false))
        #expect(configuration["node_meta"]?["rack"] == .text("7"))
    }

    @Test(arguments: [
        (["--nod", "x"], "--nod is unknown"), (["--bind"], "--bind needs a value"),
        (["--bind", "host"], "--bind needs an IPv4 address"), (["--set", "x"], "KEY=VALUE"),
        (["--set", "port.dns=1"], "discovery has no such key"),
        (["--set", "node_meta=1"], "discovery has no such key"), (["extra"], "extra is unknown"),
    ])
    func whatIsWrongIsNamed(_ arguments: [String], _ words: String) {
        do throws(UsageError) {
            _ = try StandaloneArguments(.discovery, arguments)
            Issue.record("\(arguments) was taken")
        } catch {
            #expect(error.message.contains(words))
        }
    }

    @Test func helloIsAContainer() throws {
        let arguments = try StandaloneArguments(
            .hello, ["--set", "port=8123", "--set", "id=one", "--set", "status=503"])
        guard case .hello(let container) = arguments.file.program else {
            Issue.record("no container")
            return
        }
        #expect(container.id == "one")
        #expect(container.ports.map(\.exposed) == [8_123])
        #expect(container.environment == [.init("HELLO_STATUS", "503")])
    }

    @Test func aPortInUseNamesItsKey() throws {
        let arguments = try StandaloneArguments(.discovery, ["--set", "ports.http=9500"])
        let text = arguments.refusal(of: 9_500, over: "tcp", because: "Address already in use")
        #expect(text.contains("TCP port 9500 of 127.0.0.1 can't be opened: Address already in use"))
        #expect(text.contains("--set ports.http=NUMBER"))
        let other = arguments.refusal(of: 8_300, over: "tcp", because: "")
        #expect(other.contains("--set ports.server=NUMBER"))
    }

    /// The keys are those of a topology but for lists of definitions, which no flag can say.
    @Test(arguments: [StandaloneKind.discovery, .registrator, .balancer])
    func theKeysAreThoseOfATopology(_ kind: StandaloneKind) throws {
        let role = try #require(kind.role)
        let shape = try #require(BuiltinComponents.settings(of: role))
        let expected = Self.keys(of: .object(shape), below: "")
            .filter { !["services", "checks"].contains($0) }
        #expect(kind.keys == Array(Set(expected)).sorted())
    }

    private static func keys(of shape: Shape, below prefix: String) -> [String] {
        switch shape {
        case .object(let object):
            object.fields.flatMap {
                keys(of: $0.shape, below: prefix.isEmpty ? $0.key : "\(prefix).\($0.key)")
            }
        case .table: ["\(prefix).*"]
        case .either(let shapes): shapes.flatMap { keys(of: $0, below: prefix) }
        default: [prefix]
        }
    }
}
