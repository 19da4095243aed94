#if Libvirt
import CLibvirt

/// A domain, which is libvirt's word for a virtual machine; it goes on without this reference to it.
///
/// Every call waits for libvirt and may take seconds: for threads that may wait. Calls throw with
/// `isNoDomain` once a domain made by `LibvirtConnection.create` has ended.
public final class LibvirtDomain: Sendable {
    /// Its name, which is unique in its connection.
    public let name: String
    /// Its identity, as 36 characters.
    public let uuid: String
    let handle: LibvirtHandle

    /// Takes over the reference that a call returned.
    init(_ pointer: OpaquePointer?) throws(LibvirtError) {
        handle = try LibvirtHandle(pointer)
        name = virDomainGetName(pointer).map { String(cString: $0) } ?? ""
        // VIR_UUID_STRING_BUFLEN: 36 characters and a 0.
        var text = [CChar](repeating: 0, count: 37)
        virDomainGetUUIDString(pointer, &text)
        uuid = String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { virDomainFree(handle.pointer) }

    /// What it is doing.
    ///
    /// - Throws: what libvirt says where that can't be found out.
    public func state() throws(LibvirtError) -> LibvirtDomainState {
        var state: Int32 = 0
        try checked(virDomainGetState(handle.pointer, &state, nil, 0))
        return LibvirtDomainState(state)
    }

    /// Whether it exists as something that runs or is paused.
    ///
    /// - Throws: what libvirt says where that can't be found out.
    public func isActive() throws(LibvirtError) -> Bool {
        try checked(virDomainIsActive(handle.pointer)) == 1
    }

    /// All of it as XML, as it runs now.
    ///
    /// - Throws: what libvirt says where that can't be found out.
    public func xml() throws(LibvirtError) -> String {
        try checkedText(virDomainGetXMLDesc(handle.pointer, 0))
    }

    // MARK: - Power

    /// Cuts its power: what the guest has not written to its disks is lost.
    ///
    /// - Throws: what libvirt says where it does not end.
    public func destroy() throws(LibvirtError) { try checked(virDomainDestroy(handle.pointer)) }

    /// Asks the guest to power off, and does not wait for it.
    ///
    /// - Throws: what libvirt says where the guest can't be asked.
    public func shutdown() throws(LibvirtError) { try checked(virDomainShutdown(handle.pointer)) }

    /// Asks the guest to boot again, and does not wait for it.
    ///
    /// - Throws: what libvirt says where the guest can't be asked.
    public func reboot() throws(LibvirtError) { try checked(virDomainReboot(handle.pointer, 0)) }

    /// Presses its reset button: the guest boots again without having been told.
    ///
    /// - Throws: what libvirt says where that fails.
    public func reset() throws(LibvirtError) { try checked(virDomainReset(handle.pointer, 0)) }

    /// Stops its processors; its memory stays.
    ///
    /// - Throws: what libvirt says where that fails.
    public func suspend() throws(LibvirtError) { try checked(virDomainSuspend(handle.pointer)) }

    /// Lets its processors go on.
    ///
    /// - Throws: what libvirt says where that fails.
    public func resume() throws(LibvirtError) { try checked(virDomainResume(handle.pointer)) }
}
#endif
