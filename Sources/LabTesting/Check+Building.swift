import LabModel

/// Checks as a test writes them; for keys that are missing here, make the check's value itself.
extension Check {
    /// What the DNS of a discovery server answers, compared as a set.
    public static func dns(
        _ query: String, type: String = "A", answers: [String], from host: String? = nil
    ) -> Check {
        var check = DNSCheck(query: query, type: type)
        check.answers = answers
        check.from = host.map { .name($0) }
        return .dns(check)
    }

    /// The response code that the DNS of a discovery server answers with.
    public static func dns(
        _ query: String, type: String = "A", rcode: String, from host: String? = nil
    ) -> Check {
        var check = DNSCheck(query: query, type: type)
        check.rcode = rcode
        check.from = host.map { .name($0) }
        return .dns(check)
    }

    /// The status that a request is answered with.
    public static func http(_ url: String, status: Int, from host: String? = nil) -> Check {
        var check = HTTPCheck(url: url)
        check.status = Bound(.equal, .number(Double(status)))
        check.from = host.map { .name($0) }
        return .http(check)
    }

    /// Requests that these instances answer, each in turn.
    public static func roundRobin(
        _ url: String, requests: Int, among instances: [String], from host: String? = nil
    ) -> Check {
        var check = RoundRobinCheck(url: url, requests: requests, among: instances)
        check.from = host.map { .name($0) }
        return .roundRobin(check)
    }

    /// Which hosts gossip says are alive, and which have failed.
    public static func members(alive: [String], failed: [String]? = nil) -> Check {
        var check = MembersCheck()
        check.alive = alive.map { .name($0) }
        check.failed = failed.map { $0.map { .name($0) } }
        return .members(check)
    }

    /// Whether somebody leads the discovery servers.
    public static func leader(_ state: LeaderCheck.State) -> Check {
        .leader(LeaderCheck(state: state))
    }

    /// What is stored under a key; `nil` for nothing.
    public static func kv(_ key: String, value: String?) -> Check {
        .kv(KeyCheck(key: key, value: value.map { .exactly($0) }))
    }

    /// How many instances of a service the catalog has, and how many of them pass.
    public static func health(_ service: String, passing count: Int) -> Check {
        var check = InstancesCheck(service: service)
        check.passing = .count(Bound(.equal, .number(Double(count))))
        return .health(check)
    }
}
