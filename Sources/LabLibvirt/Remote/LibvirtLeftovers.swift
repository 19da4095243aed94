import CLinux
import Glibc
import LabModel
import LabNetns
import LabNetwork
import LabSupervisor

/// What a lab has outside its own namespaces: the domains of daemons, which its record names.
///
/// They end with the lab's connections by themselves; this sees to it, and finds those that did not.
public enum LibvirtLeftovers {
    /// The name of the record of connections, one URI a line, beside the lab's logs.
    private static let record = "connections"
    /// How long a daemon may take to notice that a lab is gone, in microseconds and tries.
    private static let pause: (length: UInt32, count: Int) = (50_000, 100)

    /// Notes that a lab has machines there.
    ///
    /// - Throws: `LabError` where there is no room for the note.
    static func note(_ uri: LibvirtURI, of environment: LabEnvironment) throws(LabError) {
        let path = "\(environment.stateDirectory)/\(record)"
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw LabError("can't write \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        let line = Array("\(uri)\n".utf8)
        guard write(file, line, line.count) == line.count else {
            throw LabError("can't write \(path): there is no room for it")
        }
    }

    /// The places beside its own namespaces where a lab has had machines.
    public static func places(of environment: LabEnvironment) -> [LibvirtURI] {
        let text = Folder.read("\(environment.stateDirectory)/\(record)") ?? ""
        var places: [LibvirtURI] = []
        for line in text.split(separator: "\n") {
            guard let uri = try? LibvirtURI(String(line)), !places.contains(uri) else { continue }
            places.append(uri)
        }
        return places
    }

    /// Tells the labs of this user's environment from all others: the computer's identity
    /// (machine-id(5)), the user and the directory of the environment.
    static func mark(_ environment: LabEnvironment) -> String {
        let computer = Folder.read("/etc/machine-id") ?? Folder.read("/etc/hostname") ?? ""
        let words = computer.filter { !$0.isWhitespace } + " " + environment.runtimeDirectory
        return String(FNV.hash(words.utf8), radix: 16)
    }

    /// Waits until a lab that is gone has no machines there, and ends those that stay.
    ///
    /// - Returns: how many had to be ended.
    /// - Throws: `LabError` where a place can't be reached, or a machine does not end.
    @discardableResult
    public static func remove(
        of environment: LabEnvironment, at places: [LibvirtURI]
    ) throws(LabError) -> Int {
        #if Libvirt
        var count = 0
        for place in places { count += try remove(of: environment, at: place) }
        // A relay of this computer that was killed has left its directory, which the next one removes.
        if places.contains(where: { !$0.isRemote }) {
            try RelayClient(.here(agent: LabExecutables.current().agent)).close()
        }
        return count
        #else
        return 0
        #endif
    }

    #if Libvirt
    private static func remove(
        of environment: LabEnvironment, at place: LibvirtURI
    ) throws(LabError) -> Int {
        let connection = try DaemonReach.open(place)
        do throws(LibvirtError) {
            for _ in 0..<pause.count {
                if try domains(of: environment, in: connection).isEmpty { return 0 }
                usleep(pause.length)
            }
            let left = try domains(of: environment, in: connection)
            for domain in left { try domain.destroy() }
            return left.count
        } catch {
            throw LabError(
                "can't end the machines of '\(environment.name)' at \(place): \(error.message)")
        }
    }

    private static func domains(
        of environment: LabEnvironment, in connection: LibvirtConnection
    ) throws(LibvirtError) -> [LibvirtDomain] {
        var found: [LibvirtDomain] = []
        let mark = mark(environment)
        for domain in try connection.domains() {
            do throws(LibvirtError) {
                let note = try domain.metadata(namespace: MachineOwner.namespace)
                if note?.contains(mark) == true { found.append(domain) }
            } catch {
                // One that has ended meanwhile is nobody's.
                guard error.isNoDomain else { throw error }
            }
        }
        return found
    }
    #endif
}
