import LabNetwork
import LabProgram

@testable import LabPrograms

/// A server with a state store that answers requests of the HTTP API at once.
struct TestServer {
    var store = StateStore(datacenter: "dc1")
    var settings = APISettings(datacenter: "dc1", nodeName: "server")
    var now = Instant.start
    var index: UInt64 = 0
    private var nextID: UInt64 = 1

    /// A call that the router understood as something else than an answer.
    func call(_ method: String, _ target: String, _ body: String = "") -> APICall {
        APICall(
            HTTPRequest(method: method, target: target, body: Array(body.utf8)),
            settings: settings)
    }

    @discardableResult
    mutating func send(
        _ method: String, _ target: String, _ body: String = ""
    ) -> HTTPResponse {
        send(HTTPRequest(method: method, target: target, body: Array(body.utf8)))
    }

    @discardableResult
    mutating func get(_ target: String) -> HTTPResponse { send("GET", target) }

    @discardableResult
    mutating func put(_ target: String, _ body: String = "") -> HTTPResponse {
        send("PUT", target, body)
    }

    mutating func send(_ request: HTTPRequest) -> HTTPResponse {
        let call = APICall(request, settings: settings)
        let metadata = ReadMetadata(knowsLeader: true)
        switch call.route {
        case .response(let response): return response
        case .read(let query):
            if call.datacenter != nil { return query.response(to: .noPathToDatacenter) }
            return query.response(from: store, metadata: metadata)
        case .write(let write):
            if call.datacenter != nil { return APIError.noPathToDatacenter.response }
            return answer(write)
        case .renew(let renewal): return renewal.response(for: store.session(renewal.id))
        case .event(.fire(var event)):
            event.id = newID()
            return event.response(style: call.style)
        case .agent, .cluster, .event: return .empty(501)
        }
    }

    mutating func apply(_ change: StoreCommand.Change) -> CommandResult {
        index += 1
        let command = StoreCommand(change, time: now)
        guard let decoded = try? StoreCommand(decoding: command.encoded()), decoded == command
        else { return .failure("the command did not survive its encoding") }
        return store.apply(decoded, index: index)
    }

    mutating func register(
        _ node: String, _ address: String = "10.0.0.1", id: String = "",
        service: CatalogService? = nil, checks: [CatalogCheck] = []
    ) -> CommandResult {
        var registration = CatalogRegistration(
            node: CatalogNode(id: id, name: node, address: address))
        registration.service = service
        registration.checks = checks
        return apply(.register(registration))
    }

    private mutating func newID() -> String {
        nextID += 1
        return UUIDText.make(high: nextID, low: nextID << 8)
    }

    private mutating func answer(_ write: WriteRequest) -> HTTPResponse {
        do throws(APIError) {
            return write.response(to: apply(try write.change(id: newID())))
        } catch {
            return error.response
        }
    }
}

extension HTTPResponse {
    /// The index header.
    var index: UInt64? { headers["X-Consul-Index"].flatMap { UInt64($0) } }

    /// The body as JSON.
    var json: JSONValue? { try? JSONParser.parse(body) }

    /// The texts of one member of each element.
    func texts(_ name: String) -> [String] {
        (json?.array ?? []).compactMap { $0[name]?.string }
    }
}

extension CatalogCheck {
    static func serfHealth(_ status: HealthStatus) -> CatalogCheck {
        CatalogCheck(
            node: "", id: "serfHealth", name: "Serf Health Status", status: status,
            output: status == .passing
                ? "Agent alive and reachable" : "Agent not live or unreachable")
    }

    static func ofService(_ id: String, _ status: HealthStatus) -> CatalogCheck {
        CatalogCheck(
            node: "", id: "service:\(id)", name: "\(id) check", status: status, serviceID: id)
    }
}

extension CatalogService {
    static func named(_ name: String, id: String? = nil, tags: [String] = []) -> CatalogService {
        CatalogService(node: "", id: id ?? name, name: name, tags: tags, port: 80)
    }
}
