import ArgumentParser
import LabModel
import LabSupervisor

/// Which lab a command is about.
struct EnvironmentOptions: ParsableArguments {
    /// The environment of commands that name none.
    static let usual = "default"

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("The lab's name, which keeps it apart from others.", valueName: "name"))
    var name = EnvironmentOptions.usual

    /// The environment; a name that is none ends the command.
    func environment() throws -> LabEnvironment {
        do throws(LabError) {
            return try LabEnvironment(name: name)
        } catch {
            Console.printError("--env \(name): \(error.message)")
            throw ExitStatus.usage
        }
    }

    /// The lab that is up, if there is one.
    func lab() throws -> HostedLab? {
        let environment = try environment()
        return try orBackendError { () throws(LabError) in
            try HostedLab.connect(environment: environment)
        }
    }

    /// The lab that is up; without one the command ends.
    func requiredLab() throws -> HostedLab {
        if let lab = try lab() { return lab }
        Console.printError("\(Self.absence(of: name)): lab up\(Self.option(name)) brings one up")
        throw ExitStatus.backend
    }

    /// That there is no lab of a name, in words.
    static func absence(of name: String) -> String { "no lab is up as '\(name)'" }

    /// What has to be added to a command so that it means the lab of a name.
    static func option(_ name: String) -> String { name == usual ? "" : " --env \(name)" }

    /// What has to be added to a command so that it means this lab.
    var suffix: String { Self.option(name) }
}

/// Does something with a lab; what goes wrong with it is printed and ends the command.
func orBackendError<Result>(_ body: () throws(LabError) -> Result) throws -> Result {
    do throws(LabError) {
        return try body()
    } catch {
        Console.printError(error.message)
        throw ExitStatus.backend
    }
}
