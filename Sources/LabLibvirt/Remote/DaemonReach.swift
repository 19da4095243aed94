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
            throw error.opening(uri.description)
        }
    }
}
#endif
