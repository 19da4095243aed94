import LabComponents
import LabModel
import LabProgram
import LabPrograms
import LabRunner

/// Which programs stand behind components and images in memory.
public struct ProgramRegistry: Sendable {
    /// Makes the program of a component for one host.
    public typealias MakeComponent = @Sendable (ComponentContext) throws -> any Program
    /// Makes the program of an instance.
    public typealias MakeInstance = @Sendable (InstanceContext) throws -> any Program

    private var components: [String: MakeComponent] = [:]
    private var images: [String: MakeInstance] = [:]

    /// The lab's own programs.
    public static let builtin = ProgramRegistry()

    /// Puts a program of the caller's own in the place of the component of that name.
    public mutating func replaceComponent(
        named name: String, with make: @escaping MakeComponent
    ) {
        components[name] = make
    }

    /// Lets instances of an image run a program of the caller's own.
    public mutating func replaceImage(named name: String, with make: @escaping MakeInstance) {
        images[name] = make
    }

    /// Makes sure that there is a program for all that a topology names.
    func check(_ topology: Topology) throws(LabError) {
        for component in topology.components where components[component.name] == nil {
            guard component.use == "builtin" else {
                throw LabError(
                    "component \(component.name) uses \(component.use), which does not run in "
                        + "memory: use --backend netns, or --use \(component.role.rawValue)=builtin"
                )
            }
            switch component.role {
            case .discovery, .registrator, .loadBalancer: break
            case .scheduler, .custom:
                throw LabError(
                    "component \(component.name): there is no built-in \(component.role.rawValue)")
            }
        }
        for service in topology.services
        where images[service.image] == nil && service.image != "hello" {
            throw LabError(
                "service \(service.name): memory can run the image hello only, not \(service.image)"
            )
        }
    }

    func program(for context: ComponentContext) throws(LabError) -> any Program {
        if let make = components[context.component.name] {
            return try Self.made { try make(context) }
        }
        return try BuiltinComponent.program(for: context)
    }

    func program(for context: InstanceContext) throws(LabError) -> any Program {
        if let make = images[context.service.image] {
            return try Self.made { try make(context) }
        }
        return HelloProgram(configuration: HelloConfiguration(context.container))
    }

    private static func made(_ make: () throws -> any Program) throws(LabError) -> any Program {
        do {
            return try make()
        } catch {
            throw LabError("\(error)")
        }
    }
}
