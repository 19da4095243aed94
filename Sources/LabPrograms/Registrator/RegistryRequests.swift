import LabNetwork
import LabProgram

/// The requests that a registrator makes of its registry.
struct RegistryRequests {
    /// Where services are registered.
    var registry: RegistratorConfiguration.Registry
    /// Where the registry's HTTP interface is.
    var endpoint: Endpoint
    /// Whether no address is registered, so that the node's counts.
    var leavesAddressOut: Bool

    /// Makes the requests of a registrator.
    init(_ configuration: RegistratorConfiguration) {
        registry = configuration.registry
        endpoint = configuration.endpoint
        leavesAddressOut = configuration.isLegacy
    }

    /// Asks who leads, to find out whether the registry is there at all.
    var ping: HTTPRequest { request("GET", "/v1/status/leader") }

    /// Whether the registry can say which services there are.
    var canListServices: Bool { registry == .consul }

    /// Asks for the services of the agent.
    var listServices: HTTPRequest { request("GET", "/v1/agent/services") }

    /// Registers a service, or puts a new definition in the place of an old one.
    func register(_ service: RegisteredService) -> HTTPRequest {
        switch registry {
        case .consul:
            request(
                "PUT", "/v1/agent/service/register",
                body: definition(of: service).encoded())
        case .consulKV:
            request(
                "PUT", key(of: service), body: Array("\(service.address):\(service.port)".utf8))
        }
    }

    /// Removes a service.
    func deregister(_ service: RegisteredService) -> HTTPRequest {
        switch registry {
        case .consul: deregister(id: service.id)
        case .consulKV: request("DELETE", key(of: service))
        }
    }

    /// Removes a service of the agent.
    func deregister(id: String) -> HTTPRequest {
        request("PUT", "/v1/agent/service/deregister/\(id.percentEncodedForPath)")
    }

    /// The definition of a service (Consul, `PUT /v1/agent/service/register`); what is empty is
    /// left out, as Consul's own client does.
    func definition(of service: RegisteredService) -> JSONValue {
        var result = JSONObject()
        result.append("ID", .string(service.id))
        result.append("Name", .string(service.name))
        if !service.tags.isEmpty {
            result.append("Tags", .array(service.tags.map(JSONValue.string)))
        }
        if service.port != 0 { result.append("Port", .integer(Int64(service.port))) }
        if !service.address.isEmpty, !leavesAddressOut {
            result.append("Address", .string(service.address))
        }
        if !service.attributes.isEmpty {
            var meta = JSONObject()
            for attribute in service.attributes {
                meta.append(attribute.name, .string(attribute.value))
            }
            result.append("Meta", .object(meta))
        }
        if let check = ServiceCheck.definition(for: service) { result.append("Check", check) }
        return .object(result)
    }

    private func key(of service: RegisteredService) -> String {
        var path = "/v1/kv"
        if case .consulKV(let prefix) = registry {
            for part in prefix.split(separator: "/") {
                path += "/" + String(part).percentEncodedForPath
            }
        }
        return path + "/\(service.name.percentEncodedForPath)/\(service.id.percentEncodedForPath)"
    }

    private func request(_ method: String, _ target: String, body: [UInt8] = []) -> HTTPRequest {
        HTTPRequest(
            method: method, target: target, headers: [HTTPHeader("Host", endpoint.description)],
            body: body)
    }
}
