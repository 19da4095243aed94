import ArgumentParser

/// Where the results of runs go beside the terminal.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one line of JSON a run, and nothing else.")
    var json = false
    @Option(help: ArgumentHelp("Write JUnit XML.", valueName: "file"))
    var junit: String?
    @Option(
        help: ArgumentHelp(
            "Write report.html, report.json, junit.xml and trace.jsonl.", valueName: "dir"))
    var report: String?
}
