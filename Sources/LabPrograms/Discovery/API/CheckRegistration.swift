import LabNetwork
import LabProgram

/// A check as it is registered with an agent (spec 4.6).
public struct CheckRegistration: Hashable, Sendable {
    /// An HTTP request whose status code is the result.
    public struct HTTPTest: Hashable, Sendable {
        /// The URL.
        public var url: String
        /// The method.
        public var method: String
        /// Header fields; a name may stand more than once.
        public var headers: [CatalogPair]
        /// The body.
        public var body: String

        /// Makes a test.
        public init(
            url: String, method: String = "GET", headers: [CatalogPair] = [], body: String = ""
        ) {
            self.url = url
            self.method = method
            self.headers = headers
            self.body = body
        }
    }

    /// What is tested.
    public enum Kind: Hashable, Sendable {
        /// Nothing: somebody has to report within that time.
        case ttl(Interval)
        /// An HTTP request.
        case http(HTTPTest)
        /// A TCP connection to `host:port`.
        case tcp(String)
        /// The exit code of a program.
        case script(arguments: [String])
        /// The exit code of a program in a container.
        case docker(container: String, arguments: [String], shell: String)
        /// The gRPC health service of `host:port[/service]`.
        case grpc(target: String, usesTLS: Bool)
        /// The health of another node or service; an empty node is the agent's own.
        case alias(node: String, service: String)
    }

    /// The id; empty for the name.
    public var id: String
    /// The name.
    public var name: String
    /// What people wrote about it.
    public var notes: String
    /// The status before the first result; critical where it is `nil`.
    public var status: HealthStatus?
    /// The service on the same agent that it is about; empty for the whole node.
    public var serviceID: String
    /// What is tested.
    public var kind: Kind
    /// The pause between two tests.
    public var interval: Interval
    /// How long a test may last; the kind's default where it is `nil`.
    public var timeout: Interval?
    /// After how long a time in which the check is critical its service is deregistered.
    public var deregisterCriticalServiceAfter: Interval?
    /// How many good results in a row make the check pass.
    public var successBeforePassing: Int
    /// How many bad results in a row make it critical.
    public var failuresBeforeCritical: Int
    /// How many bytes of the output are kept; the agent's default where it is `nil`.
    public var outputMaxSize: Int?

    /// Makes a check.
    public init(
        id: String = "", name: String, kind: Kind, interval: Interval = .zero,
        timeout: Interval? = nil, serviceID: String = "", status: HealthStatus? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.interval = interval
        self.timeout = timeout
        self.serviceID = serviceID
        self.status = status
        notes = ""
        successBeforePassing = 0
        failuresBeforeCritical = 0
    }

    /// The id that the agent knows it by.
    public var effectiveID: String { id.isEmpty ? name : id }

    /// The word that the catalog shows as the type (Consul, `CheckType.Type`).
    public var type: String {
        switch kind {
        case .ttl: "ttl"
        case .http: "http"
        case .tcp: "tcp"
        case .script: "script"
        case .docker: "docker"
        case .grpc: "grpc"
        case .alias: "alias"
        }
    }

    /// The check as the catalog shows it before its first result.
    ///
    /// - Parameters:
    ///   - node: the agent's node.
    ///   - service: the service that it is about, if it is about one.
    public func catalogCheck(node: String, service: CatalogService?) -> CatalogCheck {
        CatalogCheck(
            node: node, id: effectiveID, name: name, status: status ?? .critical, notes: notes,
            serviceID: service?.id ?? serviceID, serviceName: service?.name ?? "",
            serviceTags: service?.tags ?? [], type: type)
    }
}

extension CheckRegistration.Kind: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .ttl(let limit):
            writer.byte(0)
            writer.signed(limit.nanoseconds)
        case .http(let test):
            writer.byte(1)
            writer.text(test.url)
            writer.text(test.method)
            writer.values(test.headers)
            writer.text(test.body)
        case .tcp(let address):
            writer.byte(2)
            writer.text(address)
        case .script(let arguments):
            writer.byte(3)
            writer.texts(arguments)
        case .docker(let container, let arguments, let shell):
            writer.byte(4)
            writer.text(container)
            writer.texts(arguments)
            writer.text(shell)
        case .grpc(let target, let usesTLS):
            writer.byte(5)
            writer.text(target)
            writer.flag(usesTLS)
        case .alias(let node, let service):
            writer.byte(6)
            writer.text(node)
            writer.text(service)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        switch try reader.byte() {
        case 0: self = .ttl(Interval(nanoseconds: try reader.signed()))
        case 1:
            let url = try reader.text()
            let method = try reader.text()
            let headers = try reader.values(of: CatalogPair.self)
            let body = try reader.text()
            self = .http(
                CheckRegistration.HTTPTest(
                    url: url, method: method, headers: headers, body: body))
        case 2: self = .tcp(try reader.text())
        case 3: self = .script(arguments: try reader.texts())
        case 4:
            let container = try reader.text()
            let arguments = try reader.texts()
            self = .docker(
                container: container, arguments: arguments, shell: try reader.text())
        case 5:
            let target = try reader.text()
            self = .grpc(target: target, usesTLS: try reader.flag())
        case 6:
            let node = try reader.text()
            self = .alias(node: node, service: try reader.text())
        default: throw ByteReader.Malformed()
        }
    }
}

extension CheckRegistration: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.text(name)
        writer.text(notes)
        writer.byte(status.map { $0.rawValue + 1 } ?? 0)
        writer.text(serviceID)
        kind.write(to: &writer)
        writer.signed(interval.nanoseconds)
        writer.signed(timeout?.nanoseconds ?? -1)
        writer.signed(deregisterCriticalServiceAfter?.nanoseconds ?? -1)
        writer.number(UInt64(max(successBeforePassing, 0)))
        writer.number(UInt64(max(failuresBeforeCritical, 0)))
        writer.signed(Int64(outputMaxSize ?? -1))
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        id = try reader.text()
        name = try reader.text()
        notes = try reader.text()
        let status = try reader.byte()
        guard status <= 3 else { throw ByteReader.Malformed() }
        self.status = status > 0 ? HealthStatus(rawValue: status - 1) : nil
        serviceID = try reader.text()
        kind = try Kind(from: &reader)
        interval = Interval(nanoseconds: try reader.signed())
        let timeout = try reader.signed()
        self.timeout = timeout < 0 ? nil : Interval(nanoseconds: timeout)
        let limit = try reader.signed()
        deregisterCriticalServiceAfter = limit < 0 ? nil : Interval(nanoseconds: limit)
        successBeforePassing = Int(truncatingIfNeeded: try reader.number() & 0xffff_ffff)
        failuresBeforeCritical = Int(truncatingIfNeeded: try reader.number() & 0xffff_ffff)
        let size = try reader.signed()
        outputMaxSize = size < 0 ? nil : Int(size)
    }
}
