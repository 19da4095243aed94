#if Libvirt
import CLibvirt

extension LibvirtDomain {
    /// Writes its memory to a file and ends it.
    ///
    /// - Parameter path: a file on the computer that the driver runs on.
    /// - Throws: what libvirt says where that fails; the domain then goes on.
    public func save(to path: String) throws(LibvirtError) {
        try checked(virDomainSaveFlags(handle.pointer, path, nil, 0))
    }

    /// Writes its memory to a file as `save(to:)` does, without ending it.
    ///
    /// The file belongs to the disks as they are at that moment, which the caller has to keep; so
    /// the domain should be paused.
    ///
    /// - Parameters:
    ///   - path: a file on the computer that the driver runs on, which does not exist yet.
    ///   - disks: the target names of all its disks, such as `vda`; none of them is changed.
    /// - Throws: what libvirt says where that fails.
    public func snapshotMemory(to path: String, disks: [String]) throws(LibvirtError) {
        let flags = VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA
        let snapshot = virDomainSnapshotCreateXML(
            handle.pointer, Self.snapshotXML(path: path, disks: disks), flags.rawValue)
        guard let snapshot else { throw LibvirtError.last() }
        virDomainSnapshotFree(snapshot)
    }

    /// https://libvirt.org/formatsnapshot.html: a disk that is not named would get an overlay.
    static func snapshotXML(path: String, disks: [String]) -> String {
        let kept = disks.map { "<disk name='\(escaped($0))' snapshot='no'/>" }.joined()
        return "<domainsnapshot><memory snapshot='external' file='\(escaped(path))'/>"
            + "<disks>\(kept)</disks></domainsnapshot>"
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case "'": "&apos;"
            default: String(character)
            }
        }.joined()
    }
}
#endif
