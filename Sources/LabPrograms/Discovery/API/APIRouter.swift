import LabNetwork
import LabProgram

/// Finds out what a request to the HTTP API asks for.
struct APIRouter {
    let request: APIRequest
    let settings: APISettings
    private(set) var argument = ""

    /// Makes a router of one request.
    init(request: APIRequest, settings: APISettings) {
        self.request = request
        self.settings = settings
    }

    /// What the request asks for.
    mutating func route() throws(APIError) -> APIRoute {
        if let path = request.cleanedPath { return redirect(to: path) }
        guard let (endpoint, argument) = APIPath.find(request.path) else {
            if request.path == "/" { return .response(APIRouter.index) }
            if APIPath.find(request.path + "/")?.argument.isEmpty == true {
                return redirect(to: request.path + "/")
            }
            return .response(HTTPResponse(status: 404))
        }
        self.argument = argument
        if let refusal = refusal(of: endpoint) { return .response(refusal) }
        if let query = try readQuery(endpoint) { return .read(query) }
        return try other(endpoint)
    }

    private static let index = HTTPResponse(status: 200, text: "Consul Agent")

    private func redirect(to path: String) -> APIRoute {
        let query = request.rawQuery.isEmpty ? "" : "?" + request.rawQuery
        let location = PercentCoding.encodePath(path) + query
        var response = HTTPResponse(status: 301, headers: [HTTPHeader("Location", location)])
        if request.method == "GET" {
            response.headers.insert(HTTPHeader("Content-Type", "text/html; charset=utf-8"), at: 0)
            response.body = Array("<a href=\"\(location)\">Moved Permanently</a>.\n\n".utf8)
        }
        return .response(response)
    }

    /// The answer to a method that is not allowed, or to the question which ones are.
    private func refusal(of endpoint: APIPath) -> HTTPResponse? {
        if endpoint.methods.contains(request.method) { return nil }
        let allowed = HTTPHeader(
            "Allow", (["OPTIONS"] + endpoint.methods).joined(separator: ","))
        var response =
            request.method == "OPTIONS"
            ? HTTPResponse.empty() : .plain(405, "method \(request.method) not allowed")
        response.headers.insert(allowed, at: 0)
        return response
    }

    private func other(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        switch endpoint {
        case .keyValue: return try keyValue()
        case .catalogDatacenters: return .cluster(.datacenters)
        case .coordinateDatacenters:
            return .response(.json(JSONValue.array([]).encoded(request.style)))
        case .statusLeader: return .cluster(.leader)
        case .statusPeers: return .cluster(.peers)
        case .operatorRaftConfiguration:
            return .cluster(.raftConfiguration(try ReadOptions(request).consistency))
        case .operatorRaftPeer: return try removePeer()
        case .operatorAutopilotHealth: return .cluster(.autopilotHealth)
        case .operatorAutopilotConfiguration: return try autopilotConfiguration()
        case .eventFire, .eventList: return try event(endpoint)
        case .catalogRegister, .catalogDeregister, .sessionCreate, .sessionDestroy, .sessionRenew,
            .transaction:
            return try write(endpoint)
        default: return try agent(endpoint)
        }
    }

    /// What stands behind the endpoint's path.
    ///
    /// - Throws: where there is nothing.
    func requiredArgument(_ refusal: String) throws(APIError) -> String {
        if argument.isEmpty { throw APIError.badRequest(refusal) }
        return argument
    }

    /// A truth value of the query; bare is true.
    func flag(_ name: String) -> Bool {
        guard request.query.has(name) else { return false }
        return GoBool.parse(request.query.first(name)) ?? true
    }

    func filter(_ schema: FilterSchema) throws(APIError) -> FilterExpression? {
        try FilterParser.parse(request.query.first("filter"), schema: schema)
    }

    // MARK: Cluster and events

    private func removePeer() throws(APIError) -> APIRoute {
        let address = request.query.first("address")
        let id = request.query.first("id")
        if address.isEmpty && id.isEmpty {
            throw APIError.badRequest(
                "Must specify either ?id with the server's ID or ?address with IP:port of peer to remove"
            )
        }
        if !address.isEmpty && !id.isEmpty {
            throw APIError.badRequest("Must specify only one of ?id or ?address")
        }
        return .cluster(.removePeer(address: address, id: id))
    }

    private func autopilotConfiguration() throws(APIError) -> APIRoute {
        if request.method == "GET" { return .cluster(.autopilotConfiguration) }
        var compareIndex: UInt64?
        if request.query.has("cas") {
            let text = request.query.first("cas")
            guard let index = UInt64(decimal: text) else {
                throw APIError.badRequest("Error parsing cas value: \(APIRouter.syntaxError(text))")
            }
            compareIndex = index
        }
        let change = try AutopilotChange(try request.object())
        return .cluster(.setAutopilotConfiguration(change, compareIndex: compareIndex))
    }

    private func event(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        let query = request.query
        if endpoint == .eventList {
            let options = try ReadOptions(request)
            return .event(
                .list(
                    name: query.first("name"), minimumIndex: options.minimumIndex,
                    wait: options.wait))
        }
        return .event(
            .fire(
                UserEvent(
                    name: try requiredArgument("Missing name"), payload: request.body,
                    nodeFilter: query.first("node"), serviceFilter: query.first("service"),
                    tagFilter: query.first("tag"))))
    }

    /// Go's words for a text that is not a number without a sign.
    static func syntaxError(_ text: String) -> String {
        "strconv.ParseUint: parsing \"\(text)\": invalid syntax"
    }
}
