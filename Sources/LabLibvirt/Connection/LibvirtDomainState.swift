#if Libvirt
import CLibvirt

/// What a domain is doing (`virDomainState`).
public enum LibvirtDomainState: Hashable, Sendable {
    /// It runs.
    case running
    /// `suspend()`, a save or the hypervisor has stopped its processors.
    case paused
    /// The guest is powering off.
    case shuttingDown
    /// It does not run.
    case off
    /// It has crashed, and libvirt was told to keep it.
    case crashed
    /// The guest sleeps.
    case sleeping
    /// Something that this library does not know.
    case unknown

    init(_ state: Int32) {
        self =
            switch virDomainState(rawValue: UInt32(bitPattern: state)) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED: .running
            case VIR_DOMAIN_PAUSED: .paused
            case VIR_DOMAIN_SHUTDOWN: .shuttingDown
            case VIR_DOMAIN_SHUTOFF: .off
            case VIR_DOMAIN_CRASHED: .crashed
            case VIR_DOMAIN_PMSUSPENDED: .sleeping
            default: .unknown
            }
    }
}
#endif
