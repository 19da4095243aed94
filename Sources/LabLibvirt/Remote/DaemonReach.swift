#if Libvirt
import LabModel

/// Connections to daemons of libvirt's.
enum DaemonReach {
    /// Opens a connection, without asking anybody for anything.
    ///
    /// - Throws: `LabError` where nobody answers, or lets the lab in, saying what to do.
    static func open(_ uri: LibvirtURI) throws(LabError) -> LibvirtConnection {
        let asked = uri.isRemote ? try uri.adding("no_tty", "1") : uri
        do throws(LibvirtError) {
            let connection = try LibvirtConnection.open(asked.description)
            // A computer that is gone is noticed after a quarter of a minute.
            if uri.isRemote { try connection.keepAlive(interval: 5, count: 3) }
            return connection
        } catch {
            let reason = error.message.split(whereSeparator: \.isNewline).joined(separator: " ")
            throw LabError("can't reach \(uri): \(reason); \(remedy(for: uri))")
        }
    }

    private static func remedy(for uri: LibvirtURI) -> String {
        if let host = uri.host {
            return "see that virsh -c '\(uri)' list works: libvirtd has to run on \(host), and ssh "
                + "and it have to let you in without a question"
        }
        switch uri.driver {
        case .session: return "see that virsh -c '\(uri)' list works, as a user other than root"
        case .system, .embed:
            return "start it with systemctl start libvirtd, and be in the group libvirt"
        }
    }
}
#endif
