#if Libvirt
import CLibvirt

/// Why a domain has ended (`virDomainEventStoppedDetailType`).
public enum LibvirtStopReason: Hashable, Sendable {
    /// The guest powered off.
    case shutDown
    /// Its power was cut.
    case destroyed
    /// It was saved to a file.
    case saved
    /// The guest crashed.
    case crashed
    /// The hypervisor failed or was killed.
    case failed
    /// Another one, in libvirt's number.
    case other(Int32)

    init(_ detail: Int32) {
        self =
            switch virDomainEventStoppedDetailType(rawValue: UInt32(bitPattern: detail)) {
            case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN: .shutDown
            case VIR_DOMAIN_EVENT_STOPPED_DESTROYED: .destroyed
            case VIR_DOMAIN_EVENT_STOPPED_SAVED: .saved
            case VIR_DOMAIN_EVENT_STOPPED_CRASHED: .crashed
            case VIR_DOMAIN_EVENT_STOPPED_FAILED: .failed
            default: .other(detail)
            }
    }
}
#endif
