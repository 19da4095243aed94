import ArgumentParser
import LabFiles

/// What commands that read files have in common.
struct FileOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Use another value than the file's, as in components.discovery.raft_multiplier=5.",
            valueName: "key=value"))
    var overrides: [String] = []

    @Option(
        name: .customLong("use"),
        help: ArgumentHelp(
            "Run the components of a role by another program.", valueName: "role=impl"))
    var implementations: [String] = []

    func loader() throws -> ScenarioLoader {
        try orUsageError {
            ScenarioLoader(
                overrides: try overrides.map { try Override(argument: $0) },
                implementations: try implementations.flatMap {
                    try Implementation.list(argument: $0)
                })
        }
    }
}

/// Does something with files; what is wrong with them is printed and ends the command.
func orUsageError<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FileError {
        Console.printError(error.description)
        throw ExitStatus.usage
    }
}
