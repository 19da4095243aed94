/// The keys of actions.
enum ActionShapes {
    /// One kind of action: its key, what its long form needs, and what else that may have.
    struct Kind: Sendable {
        /// The key.
        let key: String
        /// The keys of the long form that say what it is about.
        let primary: [Field]
        /// The keys that the long form may have beside, and that may stand in the step itself.
        let further: [Field]
        /// What the short form looks like; `nil` where there is only the long one.
        let short: Shape?
        let summary: String

        /// The long form.
        var object: ObjectShape { ObjectShape("the action '\(key)'", primary + further) }
    }

    private static let duration = Field("for", .duration, "When it ends by itself.")
    private static let name = Field("name", .text, "The name to heal it by.")
    private static let target = Field("target", .targets, "What it is done to.")
    private static let host = Field("host", .hosts, "The hosts that it is done to.")
    private static let hostTarget = Field("target", .hosts, "The hosts that it is done to.")
    private static let from = Field("from", .hosts, "Where the packets come from.")
    private static let to = Field("to", .hosts, "Where the packets go.")

    /// All the kinds, in the order of the documentation.
    static let kinds: [Kind] = processes + faults + others

    private static let processes: [Kind] = [
        Kind(
            key: "start",
            primary: [
                target, host, Field("service", .texts, "The service to start instances of."),
            ],
            further: [
                Field("on", .hosts, "The hosts to start instances on."),
                Field("count", .count, "How many instances on each host."),
                Field("env", .variables, "More environment for the instances."),
            ], short: .targets, summary: "Power on a host, start a component or instances."),
        Kind(
            key: "stop", primary: [target, host],
            further: [Field("grace", .duration, "How long it has before it is killed.")],
            short: .targets, summary: "End in order."),
        Kind(
            key: "kill", primary: [target, host],
            further: [Field("signal", .text, "The signal; SIGKILL.")],
            short: .targets, summary: "End at once; a host loses power."),
        Kind(
            key: "restart", primary: [target, host],
            further: [Field("after", .duration, "How long it stays down.")],
            short: .targets, summary: "Stop and start."),
        Kind(
            key: "pause", primary: [target, host], further: [duration, name],
            short: .targets, summary: "Freeze."),
        Kind(
            key: "resume", primary: [target, host], further: [], short: .targets, summary: "Thaw."),
        Kind(
            key: "leave", primary: [host, hostTarget], further: [], short: .hosts,
            summary: "The discovery agent leaves the cluster gracefully."),
        Kind(
            key: "maintenance", primary: [target, host],
            further: [Field("reason", .text, "Why."), duration, name],
            short: .targets, summary: "The discovery service's maintenance mode."),
    ]

    private static let faults: [Kind] = [
        Kind(
            key: "partition",
            primary: [Field("groups", .list(.hosts), "The groups of hosts.", isRequired: true)],
            further: [name, duration], short: .list(.hosts),
            summary: "Hosts of different groups cannot exchange packets."),
        Kind(
            key: "isolate", primary: [host, hostTarget], further: [duration, name], short: .hosts,
            summary: "A host cannot exchange packets with any other."),
        Kind(
            key: "block", primary: [from, to],
            further: [
                Field("reject", .flag, "Answer with an ICMP error instead of silence."), duration,
                name,
            ], short: nil, summary: "Packets of one direction are dropped."),
        Kind(
            key: "unplug", primary: [host, hostTarget],
            further: [Field("network", .text, "The network; all."), duration, name],
            short: .hosts, summary: "Take the carrier away."),
        Kind(
            key: "plug", primary: [host, hostTarget],
            further: [Field("network", .text, "The network; all.")],
            short: .hosts, summary: "Put the carrier back."),
        Kind(
            key: "degrade",
            primary: [
                Field("link", .hosts, "The hosts whose links are degraded."),
                Field("between", .list(.hosts), "The two ends of the way that is degraded."),
            ],
            further: TopologyShapes.linkFields + [
                Field("direction", .choice(["to", "from", "both"]), "Which way packets go."),
                duration, name,
            ], short: nil, summary: "Worse conditions on a link."),
        Kind(
            key: "skew", primary: [host, hostTarget],
            further: [
                Field("offset", .signedDuration, "How far the clock is off."),
                Field("drift", .drift, "How fast it runs away: 50ppm, 0.01%, 50us/s."),
                duration, name,
            ], short: nil, summary: "The host's wall clock is wrong."),
        Kind(
            key: "fill-disk", primary: [host, hostTarget],
            further: [Field("leave", .size, "How much room is left."), duration, name],
            short: .hosts, summary: "No room for data."),
        Kind(
            key: "dns-fault",
            primary: [
                Field("on", .hosts, "The hosts whose discovery agents answer wrongly."), host,
                hostTarget,
            ],
            further: [
                Field(
                    "answer", .choice(["NXDOMAIN", "SERVFAIL", "EMPTY", "DROP", "TRUNCATE"]),
                    "What is answered."),
                Field("delay", .duration, "How late it is answered."),
                Field("match", .pattern, "The names that it is about; all."), duration, name,
            ], short: nil, summary: "What the discovery server answers."),
        Kind(
            key: "heal", primary: [Field("name", .texts, "The faults' names, or all.")],
            further: [], short: .texts, summary: "End faults."),
    ]

    private static let others: [Kind] = [
        Kind(
            key: "exec",
            primary: [
                Field("command", .either([.list(.text), .text]), "The command.", isRequired: true)
            ],
            further: [
                Field("on", .hosts, "The hosts to run it in."),
                Field("exit", .integer(0...255), "The exit code that it must have."),
                Field("stdout", .pattern, "What its output must be."),
                Field("capture", .text, "The name to keep its output under."),
            ], short: .either([.list(.text), .text]), summary: "Run a command; real backends only."),
        Kind(
            key: "kv",
            primary: [
                Field("put", .text, "The key.", isRequired: true),
                Field("value", .text, "Its value.", isRequired: true),
            ],
            further: [Field("from", .host, "The host whose agent is asked.")], short: nil,
            summary: "Write through the discovery API."),
        Kind(
            key: "deploy", primary: [Field("job", .text, "The job.", isRequired: true)],
            further: [Field("count", .integer(0...100_000), "How many instances.")],
            short: .text, summary: "Run a job of the scheduler."),
        Kind(
            key: "wait", primary: [Field("for", .duration, "How long.", isRequired: true)],
            further: [], short: .duration, summary: "Let time pass."),
    ]

    /// The keys of all kinds.
    static let keys = kinds.map(\.key)

    private static let byKey = Dictionary(uniqueKeysWithValues: kinds.map { ($0.key, $0) })

    /// The kind of that key.
    static func kind(_ key: String) -> Kind? { byKey[key] }

    /// The further keys that may stand in a step beside the action, with the actions that take them.
    ///
    /// A step's own keys and the actions come first: `name` is the step's, `leave` an action.
    static let siblings: [String: [String]] = {
        var result: [String: [String]] = [:]
        let own = Set(ScenarioShapes.stepFields.map(\.key) + keys)
        for kind in kinds {
            let fields = kind.further + (kind.key == "dns-fault" ? kind.primary.prefix(1) : [])
            for field in fields where !own.contains(field.key) {
                result[field.key, default: []].append(kind.key)
            }
        }
        return result
    }()
}
