#if Libvirt
import CLibvirt
import CLibvirtCalls

/// A connection to a driver of libvirt's, closed with the last reference to it.
///
/// Every call waits for libvirt and may take seconds: for threads that may wait.
public final class LibvirtConnection: Sendable {
    /// What the connection was opened with.
    public let uri: String
    let handle: LibvirtHandle

    private init(uri: String, handle: LibvirtHandle) {
        self.uri = uri
        self.handle = handle
    }

    deinit { virConnectClose(handle.pointer) }

    /// Opens a connection, and starts the loop of events before the first one.
    ///
    /// - Parameter uri: which driver and where, as in `qemu:///system` (https://libvirt.org/uri.html).
    /// - Throws: what libvirt says where it can't be opened, or the linker where libvirt can't be loaded.
    public static func open(_ uri: String) throws(LibvirtError) -> LibvirtConnection {
        if let reason = lab_libvirt_load() {
            throw LibvirtError(code: 0, domain: 0, message: String(cString: reason))
        }
        LibvirtEvents.start()
        return LibvirtConnection(uri: uri, handle: try LibvirtHandle(virConnectOpen(uri)))
    }

    /// The version of the library in this process, such as `9.0.0`; `nil` where it can't be loaded.
    public static var libraryVersion: String? {
        var version: UInt = 0
        return virGetVersion(&version, nil, nil) == 0 ? text(ofVersion: version) : nil
    }

    /// The version of what runs the domains, such as QEMU's `7.2.22`.
    ///
    /// - Throws: what libvirt says where that can't be found out.
    public func hypervisorVersion() throws(LibvirtError) -> String {
        var version: UInt = 0
        try checked(virConnectGetVersion(handle.pointer, &version))
        return Self.text(ofVersion: version)
    }

    /// Whether the driver still answers as far as is known, without asking it.
    public func isAlive() -> Bool { virConnectIsAlive(handle.pointer) == 1 }

    /// Has a connection to another computer tried from time to time, so that it ends when that does.
    ///
    /// - Parameters:
    ///   - interval: how long nothing has come before the other end is asked, in seconds.
    ///   - count: how many questions in a row may stay without an answer.
    /// - Returns: whether the driver can do that; those of this process need not.
    /// - Throws: what libvirt says where it can't be set.
    @discardableResult
    public func keepAlive(interval: Int32, count: UInt32) throws(LibvirtError) -> Bool {
        try checked(virConnectSetKeepAlive(handle.pointer, interval, count)) == 0
    }

    /// The name of the computer that the domains run on.
    ///
    /// - Throws: what libvirt says where the driver does not know.
    public func hostName() throws(LibvirtError) -> String {
        try checkedText(virConnectGetHostname(handle.pointer))
    }

    /// What the computer and the driver can do, as XML (https://libvirt.org/formatcaps.html).
    ///
    /// - Throws: what libvirt says where that can't be found out.
    public func capabilities() throws(LibvirtError) -> String {
        try checkedText(virConnectGetCapabilities(handle.pointer))
    }

    /// virConnectGetVersion: major * 1,000,000 + minor * 1,000 + release.
    static func text(ofVersion version: UInt) -> String {
        "\(version / 1_000_000).\(version / 1_000 % 1_000).\(version % 1_000)"
    }
}
#endif
