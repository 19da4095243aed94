import LabNetwork
import LabProgram

/// A read of the state store as a value: it can be asked again after each change (spec 4.7 to 4.10).
struct ReadQuery: Hashable, Sendable {
    /// What is read.
    enum Subject: Hashable, Sendable {
        case nodes
        case services
        case service(name: String, tags: [String])
        case node(String)
        case nodeServices(String)
        case healthOfService(name: String, tags: [String], onlyPassing: Bool)
        case healthOfNode(String)
        case healthChecks(service: String)
        case healthState(String)
        case key(String, isRaw: Bool)
        case keyTree(prefix: String)
        case keyNames(prefix: String, separator: String)
        case session(String)
        case sessions
        case sessionsOfNode(String)
        case coordinates
    }

    /// What is read.
    var subject: Subject
    /// How it is read.
    var options: ReadOptions

    /// The index of the query now, never 0; cheap enough to be asked after each change of the store.
    func index(in store: StateStore) -> UInt64 {
        switch subject {
        case .nodes: store.nodesIndex
        case .services:
            options.nodeMeta.isEmpty ? store.servicesIndex : store.nodesAndServicesIndex
        case .service(let name, _): store.index(ofService: name, countsChecks: false)
        case .node(let name), .nodeServices(let name):
            store.nodes.position(of: name) == nil ? 1 : store.nodesAndServicesIndex
        case .healthOfService(let name, _, _): store.index(ofService: name, countsChecks: true)
        case .healthOfNode, .healthChecks, .healthState: store.checksIndex
        case .key(let key, _): store.index(ofKey: key)
        case .keyTree(let prefix), .keyNames(let prefix, _): store.index(ofPrefix: prefix)
        case .session, .sessions, .sessionsOfNode: store.sessionsIndex
        case .coordinates: 1
        }
    }

    /// Whether a read that waits has something to answer.
    func isPastMinimum(in store: StateStore) -> Bool {
        index(in: store) > options.minimumIndex
    }

    /// The consistency that the answer names; `nil` where it names none.
    private var shownConsistency: Consistency? {
        switch subject {
        case .key, .keyTree, .keyNames, .session, .sessions, .sessionsOfNode, .coordinates: nil
        default: options.consistency
        }
    }

    /// The answer out of a server's state.
    func response(from store: StateStore, metadata: ReadMetadata) -> HTTPResponse {
        var response = body(from: store)
        response.insert(
            metadata.headers(index: index(in: store), consistency: shownConsistency))
        return response
    }

    /// The answer where the servers failed.
    func response(to error: APIError) -> HTTPResponse {
        var response = error.response
        response.insert(ReadMetadata(knowsLeader: false).headers(index: 1, consistency: nil))
        return response
    }
}

extension HTTPResponse {
    /// Puts header fields in their places by name, as Go sends them.
    fileprivate mutating func insert(_ fields: [HTTPHeader]) {
        let last = headers.firstIndex { $0.name == "X-Content-Type-Options" }
        headers.insert(contentsOf: fields, at: last ?? headers.endIndex)
    }
}
