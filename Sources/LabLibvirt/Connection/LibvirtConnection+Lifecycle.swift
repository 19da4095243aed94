#if Libvirt
import CLibvirt

extension LibvirtConnection {
    /// Tells what becomes of domains, in the order in which it happens.
    ///
    /// - Parameter body: takes a domain's name, on the thread of libvirt's loop: it must return soon
    ///   and make no calls that wait for libvirt.
    /// - Returns: what has to be kept for as long as `body` is to be called.
    /// - Throws: what libvirt says where the driver has no such events.
    public func onLifecycle(
        _ body: @escaping @Sendable (String, LibvirtLifecycle) -> Void
    ) throws(LibvirtError) -> LibvirtSubscription {
        let listener = Unmanaged.passRetained(LifecycleListener(body))
        // One C type stands for the callbacks of all events; this is the event's own
        // (virConnectDomainEventCallback).
        let callback = unsafeBitCast(
            lifecycleChanged as virConnectDomainEventCallback,
            to: virConnectDomainEventGenericCallback.self)
        let id = virConnectDomainEventRegisterAny(
            handle.pointer, nil, Int32(bitPattern: VIR_DOMAIN_EVENT_ID_LIFECYCLE.rawValue),
            callback, listener.toOpaque(), releaseListener)
        guard id >= 0 else {
            let error = LibvirtError.last()
            listener.release()
            throw error
        }
        return LibvirtSubscription(self, id: id)
    }
}

private final class LifecycleListener: Sendable {
    let body: @Sendable (String, LibvirtLifecycle) -> Void

    init(_ body: @escaping @Sendable (String, LibvirtLifecycle) -> Void) { self.body = body }
}

private func lifecycleChanged(
    _ connection: OpaquePointer?, _ domain: OpaquePointer?, _ event: Int32, _ detail: Int32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context, let name = virDomainGetName(domain) else { return 0 }
    let listener = Unmanaged<LifecycleListener>.fromOpaque(context).takeUnretainedValue()
    listener.body(String(cString: name), LibvirtLifecycle(event: event, detail: detail))
    return 0
}

private func releaseListener(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<LifecycleListener>.fromOpaque(context).release()
}
#endif
