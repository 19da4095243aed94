/// What instances of services run on real hosts: a command, under the name of an image.
///
/// Texts that hold `{{…}}` are Mustache templates; they are filled in for each instance.
public struct ImageDefinition: Hashable, Codable, Sendable {
    /// The image's name.
    public var name: String
    /// The program and its arguments, templates.
    public var command: [String]
    /// The program's environment, its values templates; the instance's own variables win.
    public var environment: [ServiceDefinition.Variable]
    /// The directory that relative paths of the command start from; `nil` for the lab's own.
    public var directory: String?
    /// Where the file names it.
    public var location: SourceLocation?

    /// Makes an image.
    public init(
        name: String, command: [String], environment: [ServiceDefinition.Variable] = [],
        directory: String? = nil, location: SourceLocation? = nil
    ) {
        self.name = name
        self.command = command
        self.environment = environment
        self.directory = directory
        self.location = location
    }
}
