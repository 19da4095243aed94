#if Libvirt
import CLibvirt
import Glibc

extension LibvirtConnection {
    /// Starts a domain that is gone from libvirt when it ends.
    ///
    /// - Parameter xml: the domain (https://libvirt.org/formatdomain.html).
    /// - Throws: what libvirt says where the XML is wrong or the domain does not start.
    public func create(
        xml: String, flags: LibvirtCreationFlags = []
    ) throws(LibvirtError) -> LibvirtDomain {
        try LibvirtDomain(virDomainCreateXML(handle.pointer, xml, flags.rawValue))
    }

    /// Starts a domain from the memory that `LibvirtDomain.save(to:)` or `snapshotMemory(to:)` has
    /// written.
    ///
    /// - Parameters:
    ///   - path: the file, on the computer that the driver runs on.
    ///   - xml: the domain where its paths have changed; the machine that the guest sees must not have.
    ///   - isPaused: whether it waits for `resume()` or runs at once; `nil` for what it did when it
    ///     was saved.
    /// - Throws: what libvirt says where the domain does not start.
    public func restore(
        from path: String, xml: String? = nil, isPaused: Bool? = nil
    ) throws(LibvirtError) {
        let flag = isPaused.map { $0 ? VIR_DOMAIN_SAVE_PAUSED : VIR_DOMAIN_SAVE_RUNNING }
        try checked(virDomainRestoreFlags(handle.pointer, path, xml, flag?.rawValue ?? 0))
    }

    /// The XML of the domain whose memory is in a file.
    ///
    /// - Throws: what libvirt says where the file holds none.
    public func savedXML(in path: String) throws(LibvirtError) -> String {
        try checkedText(virDomainSaveImageGetXMLDesc(handle.pointer, path, 0))
    }

    /// Finds a domain.
    ///
    /// - Throws: what libvirt says; `isNoDomain` where there is none of that name.
    public func domain(named name: String) throws(LibvirtError) -> LibvirtDomain {
        try LibvirtDomain(virDomainLookupByName(handle.pointer, name))
    }

    /// Every domain, whether it runs or not.
    ///
    /// - Throws: what libvirt says where they can't be listed.
    public func domains() throws(LibvirtError) -> [LibvirtDomain] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = Int(try checked(virConnectListAllDomains(handle.pointer, &list, 0)))
        guard let list else { return [] }
        defer { free(list) }
        var domains: [LibvirtDomain] = []
        for place in 0..<count { domains.append(try LibvirtDomain(list[place])) }
        return domains
    }
}
#endif
