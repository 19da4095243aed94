import LabModel

/// The keys of scenario files.
enum ScenarioShapes {
    static let traffic = ObjectShape(
        "traffic",
        [
            Field("http", .url, "The address to ask for.", isRequired: true),
            Field("from", .host, "The host that asks."),
            Field("rate", .requestRate, "How many requests, as 50/s."),
            Field("timeout", .duration, "How long a request may take."),
            Field("method", .text, "The method; GET."),
            Field("headers", .table(.text), "Header fields to send."),
        ])

    static let random = ObjectShape(
        "random faults",
        [
            Field("every", .duration, "The time from one fault to the next.", isRequired: true),
            Field(
                "from", .items(.choice(RandomFaults.Kind.allCases.map(\.rawValue))),
                "What may be drawn."),
            Field("heal", .flag, "Whether each is healed when the next one is drawn."),
        ])

    /// The keys of a step that belong to no action.
    static let stepFields = [
        Field("name", .text, "What the step is about."),
        Field("during", .reference("checks"), "What holds all through the step."),
        Field("expect", .reference("checks"), "What comes to hold."),
        Field("within", .duration, "The deadline; 10s."),
        Field("every", .duration, "The pace of retries."),
        Field("stable", .duration, "How long it then keeps holding."),
        Field("measure", .text, "The name under which the time it took is kept."),
        Field("level", .choice(["error", "warning"]), "Whether a failure fails the scenario."),
        Field("skip", .text, "Why the step is left out."),
        Field("on-failure", .choice(["stop", "continue"]), "What happens after a failure."),
    ]

    static let file = ObjectShape(
        "a scenario file",
        [
            Field("name", .text, "The name; the file's base name where it is left out."),
            Field("description", .text, "What it shows."),
            Field(
                "topology", .either([.text, .any]), "The topology's file or name.",
                isRequired: true),
            Field("seed", .integer(0...Int64.max), "The seed."),
            Field("timeout", .duration, "The limit for the whole scenario; 5m."),
            Field("always", .reference("checks"), "What holds from the first moment it held."),
            Field("never", .reference("checks"), "What holds at no moment."),
            Field("traffic", .table(.object(traffic)), "Requests that go on all the time."),
            Field("random", .object(random), "Faults drawn with the seed."),
            Field("steps", .list(.reference("step")), "The steps."),
        ])
}
