/// A piece of infrastructure that hosts run.
public struct ComponentDefinition: Hashable, Codable, Sendable {
    /// What a component is there for.
    public enum Role: String, Codable, Sendable, CaseIterable {
        case discovery, registrator, scheduler, custom
        case loadBalancer = "load-balancer"
    }

    /// The component's name.
    public var name: String
    /// What it is there for.
    public var role: Role
    /// `builtin`, a definition that the lab ships, or a user's own.
    public var use: String
    /// The other keys: its configuration, always a map.
    public var configuration: Setting
    /// The real program that runs it; `nil` for the lab's own.
    public var program: ComponentProgram?
    /// Where the file names it.
    public var location: SourceLocation?

    /// Makes a component.
    public init(
        name: String, role: Role, use: String = "builtin", configuration: Setting = .map([]),
        program: ComponentProgram? = nil, location: SourceLocation? = nil
    ) {
        self.name = name
        self.role = role
        self.use = use
        self.configuration = configuration
        self.program = program
        self.location = location
    }
}
