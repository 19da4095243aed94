import LabComponents
import LabNetwork
import LabProgram

/// What `lab-agent run FILE` reads: one of the lab's own programs, and the host that it runs on.
public struct ProgramFile: Hashable, Codable, Sendable {
    /// The program.
    public enum Kind: Hashable, Codable, Sendable {
        /// A component with `use: builtin`.
        case component(ComponentContext)
        /// An instance of the image `hello`.
        case hello(Container)
    }

    /// The program.
    public var program: Kind
    /// The host's name.
    public var host: String
    /// The host's addresses, the one on its first network first.
    public var addresses: [IPv4Address]
    /// The address that the program's ports are opened on; 0.0.0.0 for all.
    public var bind: IPv4Address
    /// The directory of the program's stores; `nil` for a program that keeps nothing.
    public var dataDirectory: String?
    /// The path of the socket on which the program takes orders (`ProgramOrder`); `nil` for none.
    public var controlSocket: String?

    /// Makes a file for a program that keeps nothing.
    public init(program: Kind, host: String, addresses: [IPv4Address]) {
        self.program = program
        self.host = host
        self.addresses = addresses
        bind = .any
    }

    /// Where the agent of a host finds the control socket of a component.
    public static func controlSocket(of component: String) -> String {
        "/run/lab/\(component).control"
    }
}

/// What a running program is told: one JSON text a line, on its control socket.
public enum ProgramOrder: Codable, Sendable {
    /// Answer DNS wrongly, or in truth again.
    case dnsFault(DNSLie?)
}
