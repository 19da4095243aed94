import LabProgram

/// What a request to the HTTP API asks for.
enum APIRoute: Hashable, Sendable {
    /// The answer is there already: a refusal, a redirect, or what is the same for everybody.
    case response(HTTPResponse)
    /// About the agent itself; never passed on.
    case agent(AgentEndpoint)
    /// From the state store.
    case read(ReadQuery)
    /// To the state store, through the replicated log.
    case write(WriteRequest)
    /// For the leader's timer of a session; no command.
    case renew(SessionRenewal)
    /// About the cluster; any server answers.
    case cluster(ClusterEndpoint)
    /// User events; the agent itself answers.
    case event(EventEndpoint)
}

/// A request to the HTTP API with what it asks for.
struct APICall: Hashable, Sendable {
    /// What it asks for.
    var route: APIRoute
    /// How the answer is laid out.
    var style: JSONStyle
    /// The datacenter that it is for; `nil` for the agent's own.
    var datacenter: String?

    /// Takes a request apart; what is wrong with it is an answer, too.
    init(_ request: HTTPRequest, settings: APISettings) {
        style = .compact
        do throws(APIError) {
            let request = try APIRequest(request, settings: settings)
            style = request.style
            datacenter = request.datacenter.flatMap { $0 == settings.datacenter ? nil : $0 }
            var router = APIRouter(request: request, settings: settings)
            route = try router.route()
            if case .write(let write) = route, let named = write.datacenter,
                named != settings.datacenter
            {
                datacenter = named
            }
        } catch {
            route = .response(error.message.isEmpty ? .empty(error.status) : error.response)
        }
    }

    /// The request as the agent passes it on: a new session is bound to the agent's node, not to that of
    /// the server that is asked.
    func forwardable(_ request: HTTPRequest) -> HTTPRequest {
        guard case .write(let write) = route, case .createSession(let session) = write.operation,
            let object = request.body.isEmpty
                ? JSONObject()
                : (try? JSONParser.parse(request.body, allowsTrailing: true))?.object,
            !object.fields.contains(where: { $0.key == "node" })
        else { return request }
        var body = object
        body.append("Node", .string(session.node))
        var forwarded = request
        forwarded.body = JSONValue.object(body).encoded()
        return forwarded
    }
}
