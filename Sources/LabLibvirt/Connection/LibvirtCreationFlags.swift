#if Libvirt
import CLibvirt

/// How a domain starts (`virDomainCreateFlags`).
public struct LibvirtCreationFlags: OptionSet, Sendable {
    /// libvirt's own bits.
    public let rawValue: UInt32

    /// Makes a set from libvirt's own bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The domain waits for `resume()` before its first instruction.
    public static let paused = LibvirtCreationFlags(rawValue: VIR_DOMAIN_START_PAUSED.rawValue)
    /// The domain is destroyed when the connection that made it closes, also where this process is
    /// killed.
    public static let autodestroy = LibvirtCreationFlags(
        rawValue: VIR_DOMAIN_START_AUTODESTROY.rawValue)
}
#endif
