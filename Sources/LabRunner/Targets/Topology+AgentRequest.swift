import LabModel
import LabNetwork
import LabProgram
import LabPrograms

extension Topology {
    /// How long the answer of an agent's API is waited for.
    static let agentTimeout = Interval.seconds(5)

    /// A request to the HTTP API of the agent on a host.
    func agentRequest(
        _ method: String, _ path: String, body: [UInt8] = [], server: String, asker: String,
        timeout: Interval = Topology.agentTimeout
    ) -> ProbeRequest {
        let endpoint = httpEndpoint(of: server, from: asker)
        return .http(
            host: endpoint.address.description, port: endpoint.port,
            HTTPRequest(method: method, target: path, body: body), timeout: timeout)
    }
}
