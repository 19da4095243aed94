import LabNetwork
import LabProgram

/// How fresh a read has to be (spec 4.2).
enum Consistency: String, Sendable {
    /// From the leader's state, without asking the others.
    case leader
    /// From the state of whatever server is asked.
    case stale
    /// From the leader's state once a majority has said that it still leads.
    case consistent
}

/// What every read may be told by its query parameters (spec 4.1 to 4.3).
struct ReadOptions: Hashable, Sendable {
    /// How fresh the answer has to be.
    var consistency = Consistency.leader
    /// Whether the agent's cache may answer.
    var usesCache = false
    /// What the client says about the cache.
    var cacheControl = CacheControl()
    /// How long the answering server may not have heard the leader; `nil` for any time.
    var maximumStaleness: Interval?
    /// The index that the answer has to be past; 0 for an answer at once.
    var minimumIndex: UInt64 = 0
    /// How long the client wants to wait; zero where it does not say.
    var wait = Interval.zero
    /// How the answer is laid out.
    var style = JSONStyle.compact
    /// The pairs of metadata that nodes must have.
    var nodeMeta: [CatalogPair] = []
    /// What elements must fulfil.
    var filter: FilterExpression?

    /// Whether the read waits for a change.
    var isBlocking: Bool { minimumIndex > 0 }

    /// How long a blocking read waits, without its random part of up to a sixteenth.
    ///
    /// - Parameters:
    ///   - standard: the time where the client does not say (Consul, `default_query_time`).
    ///   - limit: the longest time (Consul, `max_query_time`).
    func timeout(default standard: Interval, limit: Interval) -> Interval {
        wait > .zero ? min(wait, limit) : standard
    }

    /// Reads the parameters.
    init(_ request: APIRequest) throws(APIError) {
        let query = request.query
        style = request.style
        let isStale = try readConsistency(query)
        if let header = request.headers["Cache-Control"] {
            guard let control = CacheControl(header) else {
                throw APIError.badRequest("Invalid Cache-Control header.")
            }
            cacheControl = control
        }
        if consistency == .consistent && isStale {
            throw APIError.badRequest(
                "Cannot specify ?stale with ?consistent, conflicting semantics.")
        }
        if consistency == .consistent && usesCache {
            throw APIError.badRequest(
                "Cannot specify ?cached with ?consistent, conflicting semantics.")
        }
        if query.has("wait"), !query.first("wait").isEmpty {
            guard let wait = GoDuration.parse(query.first("wait")).value else {
                throw APIError.badRequest("Invalid wait time")
            }
            self.wait = wait
        }
        if !query.first("index").isEmpty {
            guard let index = UInt64(decimal: query.first("index")) else {
                throw APIError.badRequest("Invalid index")
            }
            minimumIndex = index
        }
        for pair in query.all("node-meta") {
            let sides = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            nodeMeta.append(CatalogPair(String(sides[0]), sides.count > 1 ? String(sides[1]) : ""))
        }
    }

    /// - Returns: whether the client wants a stale answer.
    private mutating func readConsistency(_ query: QueryParameters) throws(APIError) -> Bool {
        var isStale = query.has("stale")
        usesCache = query.has("cached")
        let staleness = query.first("max_stale")
        if !staleness.isEmpty {
            guard let limit = GoDuration.parse(staleness).value else {
                throw APIError.badRequest("Invalid max_stale value \"\(staleness)\"")
            }
            if limit > .zero {
                maximumStaleness = limit
                isStale = true
            }
        }
        if isStale { consistency = .stale }
        if query.has("consistent") { consistency = .consistent }
        return isStale
    }
}

/// What a client says about the agent's cache (Consul documentation, "Agent Caching").
struct CacheControl: Hashable, Sendable {
    /// How old an answer may be.
    var maximumAge: Interval?
    /// Whether an answer that is too old must be fetched anew.
    var mustRevalidate = false
    /// How old an answer may be while no new one can be fetched.
    var staleIfError: Interval?

    /// Makes one that asks for nothing.
    init() {}

    /// Reads the header; `nil` where it is malformed.
    init?(_ header: String) {
        for part in header.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1)
            let name = sides.first?.filter { $0 != " " } ?? ""
            let seconds = sides.count > 1 ? Int64(sides[1].filter { $0 != " " }) : nil
            switch name {
            case "must-revalidate": mustRevalidate = true
            case "max-age":
                guard let seconds, (0...1_000_000_000).contains(seconds) else { return nil }
                maximumAge = .seconds(seconds)
            case "stale-if-error":
                guard let seconds, (0...1_000_000_000).contains(seconds) else { return nil }
                staleIfError = .seconds(seconds)
            default: break
            }
        }
    }
}

extension UInt64 {
    /// Reads decimal digits without a sign, as Go's `ParseUint` does.
    init?(decimal text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}

/// What a server knows about the freshness of its answer.
struct ReadMetadata: Hashable, Sendable {
    /// Whether it knows a leader.
    var knowsLeader: Bool
    /// How long ago it heard the leader; zero on the leader itself.
    var lastContact: Interval

    /// Makes what a server knows.
    init(knowsLeader: Bool, lastContact: Interval = .zero) {
        self.knowsLeader = knowsLeader
        self.lastContact = lastContact
    }

    /// The header fields of an answer.
    ///
    /// - Parameters:
    ///   - index: the index of the query.
    ///   - consistency: how fresh the answer is; `nil` where the endpoint does not say.
    func headers(index: UInt64, consistency: Consistency?) -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        if let consistency {
            headers.append(
                HTTPHeader("X-Consul-Effective-Consistency", consistency.rawValue))
        }
        headers.append(HTTPHeader("X-Consul-Index", String(max(index, 1))))
        headers.append(HTTPHeader("X-Consul-Knownleader", knowsLeader ? "true" : "false"))
        headers.append(
            HTTPHeader("X-Consul-Lastcontact", String(lastContact.nanoseconds / 1_000_000)))
        return headers
    }
}
