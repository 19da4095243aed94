import Foundation
import LabTesting

/// A load balancer with a mistake: it sends every request to the first instance.
struct FirstInstanceBalancer: Program {
    private struct Entry: Decodable {
        struct Service: Decodable {
            var Address: String
            var Port: UInt16
        }
        var Service: Service
    }

    private static let timeouts = HTTPTimeouts(total: .seconds(1))
    /// The clients that wait for the catalog, then those that wait for an instance.
    private var askers: [ExchangeID: ExchangeID] = [:]
    private var clients: [ExchangeID: ExchangeID] = [:]

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: try? system.serveHTTP(port: 80)
        case .stopRequested: system.exit(code: 0)
        case .request(let client, _, _, _):
            let question = HTTPRequest(target: "/v1/health/service/simple?passing")
            let exchange = system.request(
                question, to: Endpoint(.loopback, 8500), timeouts: Self.timeouts)
            askers[exchange] = client
        case .response(let exchange, let result): receive(result, of: exchange, on: &system)
        default: break
        }
    }

    private mutating func receive(
        _ result: Result<HTTPResponse, HTTPFailure>, of exchange: ExchangeID,
        on system: inout some System
    ) {
        if let client = clients.removeValue(forKey: exchange) {
            return system.respond((try? result.get()) ?? HTTPResponse(status: 502), to: client)
        }
        guard let client = askers.removeValue(forKey: exchange) else { return }
        guard let instance = first(of: try? result.get()) else {
            return system.respond(HTTPResponse(status: 503), to: client)
        }
        let attempt = system.request(
            HTTPRequest(target: "/"), to: instance, timeouts: Self.timeouts)
        clients[attempt] = client
    }

    private func first(of response: HTTPResponse?) -> Endpoint? {
        guard let response,
            let entries = try? JSONDecoder().decode([Entry].self, from: Data(response.body)),
            let service = entries.first?.Service, let address = IPv4Address(service.Address)
        else { return nil }
        return Endpoint(address, service.Port)
    }
}
