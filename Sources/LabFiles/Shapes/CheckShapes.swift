/// The keys of checks.
enum CheckShapes {
    /// One kind of check: its key, its long form, and a short form where it has one.
    struct Kind: Sendable {
        let key: String
        let long: Shape
        let short: Shape?
        let summary: String
    }

    private static let from = Field("from", .host, "The host that asks.")

    static let distribution = ObjectShape(
        "a distribution",
        [
            Field("samples", .integer(2...1_000_000), "How many questions.", isRequired: true),
            Field("tolerance", .percentage, "How far from even.", isRequired: true),
        ])

    static let dns = ObjectShape(
        "a dns check",
        [
            Field("query", .text, "The name asked for.", isRequired: true),
            Field("type", .text, "The record type; A."),
            from,
            Field("server", .host, "The host whose agent is asked; the asking host's own."),
            Field("answers", .texts, "Exactly these: hosts, addresses, host/service, other texts."),
            Field("contains", .texts, "At least these."),
            Field("excludes", .texts, "None of these."),
            Field("count", .bound(.number), "How many answers."),
            Field("rcode", .text, "The response code, such as NXDOMAIN."),
            Field("ttl", .bound(.interval), "The time to live of every answer."),
            Field("authoritative", .flag, "Whether the answer is authoritative."),
            Field("truncated", .flag, "Whether the answer is truncated."),
            Field("transport", .choice(["udp", "tcp"]), "How the question travels."),
            Field("distribution", .object(distribution), "How even the first answers are."),
        ])

    static let http = ObjectShape(
        "an http check",
        [
            Field("url", .url, "The address.", isRequired: true),
            from,
            Field("method", .text, "The method; GET."),
            Field("headers", .table(.text), "Header fields to send."),
            Field("body", .text, "The body to send."),
            Field("status", .bound(.number), "The status."),
            Field("contains", .items(.pattern), "What the body holds or matches."),
            Field("json", .table(.text), "Values of the body, by path such as [0].Node."),
            Field("header", .table(.pattern), "Header fields of the answer."),
            Field("latency", .bound(.interval), "How long the answer takes."),
            Field("timeout", .duration, "How long is waited for the answer."),
        ])

    static let roundRobin = ObjectShape(
        "a round-robin check",
        [
            Field("http", .url, "The address.", isRequired: true),
            from,
            Field("headers", .table(.text), "Header fields to send."),
            Field("requests", .integer(1...1_000_000), "How many requests."),
            Field("among", .texts, "The instances that answer, and no others.", isRequired: true),
            Field("order", .choice(["strict", "fair"]), "strict: each in turn, in a fixed cycle."),
            Field("tolerance", .integer(0...1_000_000), "fair: largest difference in counts."),
        ])

    static let members = ObjectShape(
        "a members check",
        [
            Field("alive", .hosts, "Exactly these are alive."),
            Field("failed", .hosts, "Exactly these have failed."),
            Field("left", .hosts, "Exactly these have left."),
            Field("wan", .flag, "Whether the pool between datacenters is asked about."),
            from,
        ])

    static let leader = ObjectShape(
        "a leader check",
        [
            Field("is", .choice(["one", "none", "changed"]), "Whether somebody leads."),
            Field("among", .hosts, "The servers that may lead."),
            from,
        ])

    static let leadersPerTerm = ObjectShape(
        "a leaders-per-term check",
        [Field("at-most", .integer(0...1_000), "How many lead in one term.", isRequired: true)])

    private static let instances = Shape.either([.bound(.number), .list(.text)])

    static let catalog = ObjectShape(
        "a catalog check",
        [
            Field("service", .text, "The service.", isRequired: true),
            Field("instances", instances, "All its instances: how many, or which."),
            Field("passing", instances, "Those whose checks pass."),
            Field("warning", instances, "Those with a warning."),
            Field("critical", instances, "Those with a critical check."),
            Field("tags", .texts, "Tags that every instance has."),
            from,
        ])

    static let kv = ObjectShape(
        "a kv check",
        [
            Field("key", .text, "The key.", isRequired: true),
            Field("value", .pattern, "Its value; null for a key that must not be there."),
            from,
        ])

    static let process = ObjectShape(
        "a process check",
        [
            Field("target", .target, "The component or instances.", isRequired: true),
            Field(
                "state", .choice(["running", "exited", "signaled", "paused"]), "What they do."),
            Field("exit", .integer(0...255), "The exit code."),
            Field("restarts", .bound(.number), "How often they were started again."),
        ])

    static let reach = ObjectShape(
        "a reach check",
        [
            Field("from", .hosts, "The hosts that try."),
            Field("to", .hosts, "The hosts that are tried.", isRequired: true),
            Field("port", .port, "The TCP port; a ping where it is left out."),
            Field("ok", .flag, "Whether it works."),
        ])

    static let log = ObjectShape(
        "a log check",
        [
            Field("target", .target, "Whose log.", isRequired: true),
            Field("matches", .pattern, "What a line is or matches.", isRequired: true),
            Field("count", .bound(.number), "How many lines."),
        ])

    static let latency = ObjectShape(
        "a latency",
        [
            Field("p50", .bound(.interval), "The median."),
            Field("p99", .bound(.interval), "The 99th percentile."),
        ])

    static let traffic = ObjectShape(
        "a traffic check",
        [
            Field("errors", .bound(.numberOrShare), "The requests that failed."),
            Field("outage", .bound(.interval), "The longest time without a success."),
            Field("latency", .object(latency), "The times of the answers."),
            Field("distribution", .bound(.share), "How far apart the instances' shares are."),
        ])

    /// All the kinds, in the order of the documentation.
    static let kinds: [Kind] = [
        Kind(key: "dns", long: .object(dns), short: .text, summary: "A DNS question."),
        Kind(key: "http", long: .object(http), short: .url, summary: "An HTTP request."),
        Kind(
            key: "round-robin", long: .object(roundRobin), short: nil,
            summary: "Requests in a row, and who answers them."),
        Kind(
            key: "members", long: .object(members), short: .list(.host),
            summary: "What gossip says of the cluster."),
        Kind(
            key: "leader", long: .object(leader), short: .text, summary: "Whether somebody leads."),
        Kind(
            key: "leaders-per-term", long: .object(leadersPerTerm), short: .integer(0...1_000),
            summary: "How many servers led in one term."),
        Kind(
            key: "catalog", long: .object(catalog), short: .text, summary: "What the catalog holds."
        ),
        Kind(
            key: "health", long: .object(catalog), short: .text,
            summary: "How the instances of a service are."),
        Kind(key: "kv", long: .object(kv), short: nil, summary: "What the store holds."),
        Kind(
            key: "process", long: .object(process), short: .target, summary: "What a process does."),
        Kind(key: "reach", long: .object(reach), short: nil, summary: "Who can reach whom."),
        Kind(key: "log", long: .object(log), short: nil, summary: "What a log holds."),
        Kind(
            key: "traffic", long: .table(.object(traffic)), short: nil,
            summary: "How the scenario's traffic went."),
        Kind(key: "any", long: .reference("checks"), short: nil, summary: "One of these holds."),
        Kind(key: "all", long: .reference("checks"), short: nil, summary: "All of these hold."),
        Kind(key: "not", long: .reference("checks"), short: nil, summary: "None of these holds."),
    ]

    /// The keys of all kinds.
    static let keys = kinds.map(\.key)
}
