import ArgumentParser
import LabFiles

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks files without running anything.",
        discussion: "All the errors of a file are reported in one go; the exit status is 2 then.")

    @OptionGroup var options: FileOptions
    @Argument(help: "Scenarios, topologies or component definitions, by path or name.")
    var files: [String]

    func run() throws {
        let loader = try options.loader()
        var isAllRight = true
        for file in files {
            do {
                let kind = try loader.validate(named: file)
                Console.print("\(file): a valid \(kind.noun)")
            } catch {
                Console.printError(error.description)
                isAllRight = false
            }
        }
        if !isAllRight { throw ExitStatus.usage }
    }
}
