/// The keys of topology files.
enum TopologyShapes {
    static let link = ObjectShape("a link", linkFields)

    /// What may be said of a way through the network.
    static let linkFields = [
        Field("delay", .duration, "How long each packet takes."),
        Field("jitter", .duration, "The largest deviation from the delay, to either side."),
        Field("loss", .percentage, "How often a packet is lost."),
        Field("correlation", .percentage, "How much a packet's fate follows the one before it."),
        Field("duplicate", .percentage, "How often a packet arrives twice."),
        Field("reorder", .percentage, "How often a packet overtakes those that are delayed."),
        Field("corrupt", .percentage, "How often a bit of a packet is flipped."),
        Field("rate", .bitRate, "How many bits a second pass."),
    ]

    static let longWay = ObjectShape(
        "a longer way",
        [
            Field("a", .texts, "The hosts at one end.", isRequired: true),
            Field("b", .texts, "The hosts at the other end.", isRequired: true),
            Field("link", .object(link), "What the way does to packets.", isRequired: true),
        ])

    static let network = ObjectShape(
        "a network",
        [
            Field(
                "subnet", .subnet, "The range of addresses, as 192.168.50.0/24.", isRequired: true),
            Field("link", .object(link), "What every host's link starts with."),
            Field("between", .items(.object(longWay)), "Longer ways between groups of hosts."),
        ])

    static let host = ObjectShape(
        "a host",
        hostFields + [
            Field("count", .count, "How many hosts to make; the name then ends in '-'."),
            Field("group", .text, "The group whose keys the host inherits."),
        ])

    static let hostDefaults = ObjectShape("host defaults", hostFields)
    static let hostGroup = ObjectShape("a group", hostFields)

    private static let hostFields = [
        Field("address", .address, "The address; the next free one where it is left out."),
        Field(
            "addresses", .table(.address), "The address on each network, where there are several."),
        Field("networks", .texts, "The networks that the host is on."),
        Field("run", .texts, "The components that the host runs, in the order they start."),
        Field("cpus", .number, "How many processors it may use."),
        Field("memory", .size, "How much memory it may use."),
        Field("disk", .size, "How much room for data it has."),
        Field(
            "on", .text,
            "Where its machine runs: qemu+ssh://HOST/system, another URI of libvirt's, or lab."),
    ]

    static let component = ObjectShape(
        "a component",
        [
            Field(
                "role",
                .choice(["discovery", "registrator", "load-balancer", "scheduler", "custom"]),
                "What the component is there for."),
            Field(
                "use", .text,
                "builtin, consul, nginx, haproxy, dnsmasq, or a definition's name or path."),
        ], allowsOthers: true)

    static let healthCheck = ObjectShape(
        "a health check",
        [
            Field("http", .text, "The path to ask for; 200 to 299 is healthy."),
            Field("tcp", .flag, "Whether a TCP connection is the test."),
            Field("ttl", .duration, "How long an instance passes without a word."),
            Field("interval", .duration, "How long from one test to the next."),
            Field("timeout", .duration, "How long a test may take."),
            Field(
                "deregister-after", .duration,
                "How long an instance may be critical before it is removed."),
        ])

    static let port = ObjectShape(
        "a port",
        [
            Field("target", .port, "The port inside the container.", isRequired: true),
            Field("published", .port, "The port of the host."),
        ])

    static let service = ObjectShape(
        "a service",
        [
            Field("image", .text, "What instances run: hello, or one of 'images'."),
            Field(
                "ports", .items(.either([.port, .text, .object(port)])),
                "The ports that instances expose: 5000, or \"8080:5000\" for a fixed host port."),
            Field("env", .variables, "The instances' environment."),
            Field("labels", .variables, "The instances' labels."),
            Field("healthcheck", .object(healthCheck), "How instances are tested."),
            Field("on", .texts, "The hosts where the lab starts an instance each."),
        ])

    static let image = ObjectShape(
        "an image",
        [
            Field("command", .list(.text), "The program and its arguments.", isRequired: true),
            Field("env", .variables, "The program's environment."),
        ])

    static let file = ObjectShape(
        "a topology file",
        [
            Field("name", .text, "The name; the file's base name where it is left out."),
            Field("description", .text, "What it is for."),
            Field("include", .texts, "Files that are merged before this one."),
            Field("networks", .table(.object(network)), "The networks."),
            Field("hosts", .table(.object(host)), "The hosts."),
            Field("defaults", .object(hostDefaults), "Keys that every host inherits."),
            Field("groups", .table(.object(hostGroup)), "Keys that the hosts of a group inherit."),
            Field("components", .table(.object(component)), "The infrastructure that hosts run."),
            Field("services", .table(.object(service)), "What users deploy."),
            Field(
                "images", .table(.either([.list(.text), .object(image)])),
                "What instances of services run, beside hello."),
        ])
}
