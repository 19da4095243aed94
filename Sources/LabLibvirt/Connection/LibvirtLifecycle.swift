#if Libvirt
import CLibvirt

/// What has become of a domain (`virDomainEventType`).
public enum LibvirtLifecycle: Hashable, Sendable {
    /// It was made known to libvirt, or changed, whether it runs or not.
    case defined
    /// libvirt has forgotten it.
    case undefined
    /// It was started or restored.
    case started
    /// Its processors were stopped.
    case suspended
    /// Its processors go on.
    case resumed
    /// The guest has powered off; `stopped` follows.
    case shutDown
    /// It has ended.
    case stopped(LibvirtStopReason)
    /// The guest has crashed.
    case crashed
    /// Something that this library does not know, in libvirt's number.
    case other(Int32)

    init(event: Int32, detail: Int32) {
        self =
            switch virDomainEventType(rawValue: UInt32(bitPattern: event)) {
            case VIR_DOMAIN_EVENT_DEFINED: .defined
            case VIR_DOMAIN_EVENT_UNDEFINED: .undefined
            case VIR_DOMAIN_EVENT_STARTED: .started
            case VIR_DOMAIN_EVENT_SUSPENDED: .suspended
            case VIR_DOMAIN_EVENT_RESUMED: .resumed
            case VIR_DOMAIN_EVENT_SHUTDOWN: .shutDown
            case VIR_DOMAIN_EVENT_STOPPED: .stopped(LibvirtStopReason(detail))
            case VIR_DOMAIN_EVENT_CRASHED: .crashed
            default: .other(event)
            }
    }
}
#endif
