import LabModel
import LabProgram
import LabPrograms

/// The lab's own program for a component.
public enum BuiltinComponent {
    /// Makes the program that a component with `use: builtin` runs on a host.
    ///
    /// - Throws: `LabError` for a setting that means nothing, and for a role without a program.
    public static func program(for context: ComponentContext) throws(LabError) -> any Program {
        switch context.component.role {
        case .discovery:
            return DiscoveryAgent(configuration: try DiscoverySettings(context).configuration())
        case .registrator:
            return RegistratorProgram(
                configuration: try RegistratorSettings(context).configuration())
        case .loadBalancer:
            return BalancerProgram(configuration: try BalancerSettings(context).configuration())
        case .scheduler, .custom:
            throw LabError("there is no built-in \(context.component.role.rawValue)")
        }
    }
}
