import LabModel

/// The keys that the lab's own components know, by role.
///
/// They are checked for components with `use: builtin`, and where a real program stands in for a
/// built-in one. A user's own definition may have others too; they go to its templates.
enum BuiltinComponents {
    /// The keys of a component beside `role` and `use`; `nil` where there is none built in.
    static func settings(of role: ComponentDefinition.Role) -> ObjectShape? {
        switch role {
        case .discovery: DiscoverySettings.shape
        case .registrator: registrator
        case .loadBalancer: balancer
        case .scheduler: scheduler
        case .custom: nil
        }
    }

    /// Source: the options of gliderlabs/registrator.
    private static let registrator = ObjectShape(
        "a registrator",
        [
            Field("resync", .duration, "How often everything is registered again."),
            Field("cleanup", .flag, "Whether a resync removes dangling services."),
            Field(
                "deregister", .choice(["always", "on-success"]),
                "Which containers' ends remove their services."),
            Field("tags", .texts, "Tags for every service."),
            Field("ip", .address, "The address for every service."),
            Field("internal", .flag, "Whether exposed ports are registered, not published ones."),
            Field("explicit", .flag, "Whether a container needs a SERVICE_NAME."),
            Field("mode", .choice(["standard", "legacy"]), "legacy is how it worked in 2015."),
            Field("hostname", .text, "The name that ids begin with; the host's."),
            Field("use_ip_from_label", .text, "The label that an address is taken from."),
            Field("registry", .text, "consul, or consulkv://PREFIX."),
            Field("retry_attempts", .integer(-1...1_000_000), "Connection attempts; -1 for ever."),
            Field("retry_interval", .duration, "The time between connection attempts."),
        ])

    private static let quiescence = ObjectShape(
        "quiescence",
        [
            Field("min", .duration, "How long after the last change.", isRequired: true),
            Field("max", .duration, "How long after the first change."),
        ])

    /// Source: nginx's upstream parameters and haproxy's of the same meaning.
    private static let balancer = ObjectShape(
        "a load balancer",
        [
            Field("listen", .port, "The port for clients."),
            Field("service", .text, "The service to send to."),
            Field("domain", .text, "Requests for SERVICE.DOMAIN go to that service."),
            Field("personality", .choice(["nginx", "haproxy"]), "Whose ways it has."),
            Field(
                "order", .choice(["round-robin", "least-connections"]), "Which instance is next."),
            Field("max_fails", .integer(0...1_000), "Failures after which an instance rests."),
            Field("fail_timeout", .duration, "How long failures count, and an instance rests."),
            Field("connect_timeout", .duration, "How long a connection may take."),
            Field("read_timeout", .duration, "How long an answer may take."),
            Field("retries", .integer(0...1_000), "Attempts after a connection has failed."),
            Field("retry_interval", .duration, "The time between two attempts."),
            Field("redispatch", .flag, "Whether the last attempt is with another instance."),
            Field("pass_host", .flag, "Whether instances see the client's Host field."),
            Field(
                "quiescence", .either([.duration, .object(quiescence)]),
                "How long changes are gathered before they count."),
            Field("agent", .text, "Where the discovery agent is, as HOST:PORT; the host's own."),
        ])

    private static let job = ObjectShape(
        "a job",
        [
            Field("type", .choice(["service", "system", "batch"]), "How it is kept running."),
            Field("service", .text, "The service that it runs instances of."),
            Field("count", .integer(0...100_000), "How many instances."),
            Field("image", .text, "What instances run."),
            Field("ports", .items(.either([.port, .text])), "The ports that instances expose."),
            Field("env", .variables, "The instances' environment."),
            Field("on", .texts, "The hosts that may run it."),
        ], allowsOthers: true)

    private static let scheduler = ObjectShape(
        "a scheduler",
        [
            Field("servers", .texts, "The hosts that decide."),
            Field("workers", .texts, "The hosts that run jobs."),
            Field("jobs", .table(.object(job)), "The jobs that can be deployed."),
            Field("heartbeat", .duration, "How long a silent worker counts as alive."),
        ])
}
