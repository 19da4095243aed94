import LabProgram

extension APIRouter {
    /// The read of the state store that an endpoint is, if it is one.
    func readQuery(_ endpoint: APIPath) throws(APIError) -> ReadQuery? {
        guard APIRouter.reads.contains(endpoint) else { return nil }
        var options = try ReadOptions(request)
        guard let (subject, schema) = try subject(of: endpoint) else { return nil }
        if let schema { options.filter = try filter(schema) }
        return ReadQuery(subject: subject, options: options)
    }

    private static let reads: [APIPath] = [
        .catalogNodes, .catalogServices, .catalogService, .catalogNode, .catalogNodeServices,
        .healthService, .healthNode, .healthChecks, .healthState, .sessionInfo, .sessionNode,
        .sessionList, .coordinateNodes,
    ]

    private func subject(
        of endpoint: APIPath
    ) throws(APIError) -> (subject: ReadQuery.Subject, schema: FilterSchema?)? {
        let tags = request.query.all("tag").filter { !$0.isEmpty }
        switch endpoint {
        case .catalogNodes: return (.nodes, .node)
        case .catalogServices: return (.services, nil)
        case .catalogService:
            let name = try requiredArgument("Missing service name")
            return (.service(name: name, tags: tags), .serviceNode)
        case .catalogNode:
            return (.node(try requiredArgument("Missing node name")), .service)
        case .catalogNodeServices:
            return (.nodeServices(try requiredArgument("Missing node name")), .service)
        case .healthService:
            let name = try requiredArgument("Missing service name")
            let passing = try onlyPassing()
            return (.healthOfService(name: name, tags: tags, onlyPassing: passing), .instance)
        case .healthNode: return (.healthOfNode(try requiredArgument("Missing node name")), .check)
        case .healthChecks:
            return (.healthChecks(service: try requiredArgument("Missing service name")), .check)
        case .healthState:
            return (.healthState(try requiredArgument("Missing check state")), .check)
        case .sessionInfo: return (.session(try requiredArgument("Missing session")), nil)
        case .sessionNode: return (.sessionsOfNode(try requiredArgument("Missing node name")), nil)
        case .sessionList: return (.sessions, nil)
        case .coordinateNodes: return (.coordinates, nil)
        default: return nil
        }
    }

    private func onlyPassing() throws(APIError) -> Bool {
        guard request.query.has("passing") else { return false }
        let value = request.query.first("passing")
        if value.isEmpty { return true }
        guard let passing = GoBool.parse(value) else {
            throw APIError.badRequest("Invalid value for ?passing")
        }
        return passing
    }
}
