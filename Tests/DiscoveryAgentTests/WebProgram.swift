import LabNetwork
import LabProgram

/// Answers every HTTP request with one status, which tests may change.
struct WebProgram: Program {
    var port: UInt16 = 80
    var status = 200
    var body = "fine"
    var requests: [HTTPRequest] = []

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: try? system.serveHTTP(port: port)
        case .request(let exchange, let request, _, _):
            requests.append(request)
            system.respond(HTTPResponse(status: status, text: body), to: exchange)
        default: break
        }
    }
}
