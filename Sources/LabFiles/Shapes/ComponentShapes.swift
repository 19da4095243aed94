/// The keys of component definition files.
enum ComponentShapes {
    static let ready = ObjectShape(
        "a readiness test",
        [
            Field("http", .text, "The address that must answer."),
            Field("tcp", .text, "The host:port that must accept a connection."),
            Field("status", .bound(.number), "The status it must answer with."),
            Field("body", .pattern, "What the answer's body must hold."),
            Field("within", .duration, "How long it may take."),
            Field("hint", .text, "What to look at when it takes longer."),
        ])

    static let stop = ObjectShape(
        "a stop",
        [
            Field("signal", .text, "The signal that asks the program to end."),
            Field("grace", .duration, "How long it has before it is killed."),
        ])

    static let reload = ObjectShape(
        "a reload",
        [Field("signal", .text, "The signal that makes the program read its files again.")])

    static let file = ObjectShape(
        "a component definition",
        [
            Field("component", .text, "The definition's name.", isRequired: true),
            Field("description", .text, "What it is for."),
            Field(
                "role",
                .choice(["discovery", "registrator", "load-balancer", "scheduler", "custom"]),
                "What the component is there for."),
            Field("command", .list(.text), "The program and its arguments.", isRequired: true),
            Field("env", .variables, "The program's environment."),
            Field("files", .table(.text), "Files to write before it starts, as templates."),
            Field(
                "render", .table(.text),
                "Files to fill in from the catalog too, and anew whenever it changes."),
            Field("defaults", .table(.any), "What templates know where nothing is configured."),
            Field("ready", .object(ready), "When the program counts as ready."),
            Field("stop", .object(stop), "How the program is ended in order."),
            Field("reload", .object(reload), "How the program reads its files again."),
            Field("data", .texts, "Directories that survive kill and restart."),
            Field("requires", .texts, "Programs that must be on the machine."),
            Field("install", .text, "The command that installs them."),
            Field("resolver", .flag, "Whether it answers DNS on port 53 of its host."),
        ])
}
