import Glibc
import LabModel

extension LibvirtBackend {
    /// Sees to it, before there is a lab, that libvirt answers at all places of its machines and that
    /// they have what machines start from.
    ///
    /// A user's own daemon starts with that, outside of the lab's namespaces, where it outlives the lab.
    ///
    /// - Parameter progress: told in words what is being done, where that takes time.
    /// - Throws: `LabError` where a place can't be reached, saying what to do.
    public static func reach(
        _ topology: Topology, _ options: inout LibvirtOptions, progress: (String) -> Void
    ) throws(LabError) {
        let home = try LibvirtURI(options.uri)
        let places = (home.driver == .embed ? [] : [home]) + topology.places.filter { $0 != home }
        options.sharesNetwork = !places.isEmpty
        #if Libvirt
        for place in places {
            let connection = try DaemonReach.open(place)
            if place.isOwnSession { options.sessionSocket = sessionSocket }
            // A daemon asks its QEMU once what that can do, which takes seconds.
            _ = try? connection.capabilities()
            let relay = try RelayClient(.at(place, agent: options.agent ?? ""))
            defer { relay.close() }
            try DaemonPlace.bring(options.image, to: relay) {
                progress("bringing the image to \(place.host ?? "libvirt's daemon")")
            }
        }
        #endif
    }

    /// Where libvirt looks for the socket of the user's own daemon, or that of QEMU's alone.
    private static var sessionSocket: String? {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        let home = variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" } ?? ""
        let directory = (variable("XDG_RUNTIME_DIR") ?? home) + "/libvirt"
        return ["libvirt-sock", "virtqemud-sock"].map { "\(directory)/\($0)" }
            .first { access($0, F_OK) == 0 }
    }
}

extension LibvirtURI {
    /// Whether it is the daemon of the user who runs this, wherever its socket is.
    var isOwnSession: Bool { !isRemote && driver == .session && self["socket"] == nil }

    /// The same place for a process in the lab's namespaces, which libvirt takes for root's there.
    func inside(_ options: LibvirtOptions) throws(LabError) -> LibvirtURI {
        guard isOwnSession, let socket = options.sessionSocket else { return self }
        return try LibvirtURI("qemu+unix:///session?socket=\(socket)")
    }
}
