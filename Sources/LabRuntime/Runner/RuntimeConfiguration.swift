import LabNetwork
import LabProgram

/// What a program is told of the host that it really runs on.
public struct RuntimeConfiguration: Sendable {
    /// Who the host is.
    public var host: HostIdentity
    /// The address that ports are opened on; 0.0.0.0 for all of the host.
    public var bind = IPv4Address.any
    /// The directory of the program's stores; `nil` to keep them in memory alone.
    public var dataDirectory: String?
    /// The socket of the host's container engine; `nil` where there is none.
    public var engineSocket: String?
    /// Listening sockets that are used in place of opening their ports.
    public var passedPorts: [UInt16: Int32] = [:]
    /// What the program's random bits follow from.
    public var seed: UInt64

    /// Makes the configuration of a program that keeps nothing and knows of no containers.
    ///
    /// - Parameters:
    ///   - host: who the host is.
    ///   - seed: what the random bits follow from; drawn from the machine's own where it is `nil`.
    public init(host: HostIdentity, seed: UInt64? = nil) {
        self.host = host
        var machine = SystemRandomNumberGenerator()
        self.seed = seed ?? machine.next()
    }
}
