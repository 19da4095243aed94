#if Libvirt
import Glibc
import LabModel
import LabSupervisor
import Synchronization

/// The places of a lab's machines that daemons keep, each opened when the first host is made there.
final class MachinePlaces: Sendable {
    private let environment: LabEnvironment
    private let options: LibvirtOptions
    private let agent: String
    /// Held while a place is opened, so that each is opened once; the others wait for it.
    private let places = Mutex<[LibvirtURI: DaemonPlace]>([:])

    init(environment: LabEnvironment, options: LibvirtOptions, agent: String) {
        self.environment = environment
        self.options = options
        self.agent = agent
        // The lab's first process ends all others with the supervisor, relays that tidy up too.
        _ = atexit { RelayTalk.closeAll() }
    }

    /// A place, opened where it is not open yet.
    ///
    /// - Throws: `LabError` where it can't be reached.
    func place(_ uri: LibvirtURI) throws(LabError) -> DaemonPlace {
        try places.withLock { places throws(LabError) in
            if let place = places[uri] { return place }
            // Before there is anything, so that nothing is forgotten.
            try LibvirtLeftovers.note(uri, of: environment)
            let place = try DaemonPlace(
                uri.inside(options), environment: environment, options: options, agent: agent)
            places[uri] = place
            return place
        }
    }

    /// A place, if it is open.
    func opened(_ uri: LibvirtURI) -> DaemonPlace? {
        // Nobody who must be brief waits for one that is being opened.
        places.withLockIfAvailable { $0[uri] } ?? nil
    }

    /// How frames get to other computers, in words.
    var ways: [String] {
        // Nobody who must be brief waits for one that is being opened.
        places.withLockIfAvailable { $0.values.compactMap(\.way).sorted() } ?? []
    }

    /// The places that are open.
    var all: [DaemonPlace] { places.withLock { Array($0.values) } }
}
#endif
