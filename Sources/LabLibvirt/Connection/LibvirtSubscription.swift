#if Libvirt
import CLibvirt

/// Has a connection tell of its domains for as long as this lives; it keeps the connection open.
public final class LibvirtSubscription: Sendable {
    private let connection: LibvirtConnection
    private let id: Int32

    init(_ connection: LibvirtConnection, id: Int32) {
        self.connection = connection
        self.id = id
    }

    deinit { virConnectDomainEventDeregisterAny(connection.handle.pointer, id) }
}
#endif
