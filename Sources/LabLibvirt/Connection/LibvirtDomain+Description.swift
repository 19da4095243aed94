#if Libvirt
import CLibvirt

extension LibvirtDomain {
    /// Changes a device of the running domain, such as whether a network device has a carrier.
    ///
    /// - Parameter xml: the whole device as it is to be.
    /// - Throws: what libvirt says where there is no such device or it can't be changed.
    public func updateDevice(xml: String) throws(LibvirtError) {
        try checked(
            virDomainUpdateDeviceFlags(handle.pointer, xml, VIR_DOMAIN_AFFECT_LIVE.rawValue))
    }

    /// What somebody has noted about it, as XML.
    ///
    /// - Parameter namespace: the XML namespace that tells whose note it is.
    /// - Returns: `nil` where there is none.
    /// - Throws: what libvirt says where that can't be found out.
    public func metadata(namespace: String) throws(LibvirtError) -> String? {
        let kind = Int32(bitPattern: VIR_DOMAIN_METADATA_ELEMENT.rawValue)
        do {
            return try checkedText(virDomainGetMetadata(handle.pointer, kind, namespace, 0))
        } catch {
            guard error.code == LibvirtError.number(VIR_ERR_NO_DOMAIN_METADATA) else { throw error }
            return nil
        }
    }

    /// Notes something about it, for as long as it exists.
    ///
    /// - Parameters:
    ///   - xml: one element; `nil` takes the note away.
    ///   - prefix: what the namespace is called in the domain's XML.
    ///   - namespace: the XML namespace that tells whose note it is.
    /// - Throws: what libvirt says where it can't be noted.
    public func setMetadata(
        _ xml: String?, prefix: String, namespace: String
    ) throws(LibvirtError) {
        let kind = Int32(bitPattern: VIR_DOMAIN_METADATA_ELEMENT.rawValue)
        try checked(virDomainSetMetadata(handle.pointer, kind, xml, prefix, namespace, 0))
    }
}
#endif
