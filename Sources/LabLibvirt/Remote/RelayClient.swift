import CLinux
import Glibc
import LabAgent
import LabModel
import LabSupervisor
import Synchronization

/// What a lab has on a computer through the relay there.
package final class RelayClient: Sendable {
    /// How long an answer may take, in milliseconds.
    private static let patience: Int32 = 30_000
    /// How long a whole file may take, in milliseconds.
    private static let filePatience: Int32 = 600_000

    private let talk: RelayTalk
    /// Kept as long as frames may go through it.
    private let tunnel = Mutex<WireGuardTunnel?>(nil)
    /// The relay's directories.
    let place: RelayPlace

    /// Begins to talk with a relay that has just been started.
    ///
    /// - Parameter process: the relay; it ends with this client.
    /// - Throws: `LabError` where it does not answer, or speaks otherwise.
    package init(_ process: RelayProcess) throws(LabError) {
        talk = try RelayTalk(process)
        do throws(LabError) {
            place = try talk.hello(milliseconds: Self.patience)
        } catch {
            talk.close()
            throw error
        }
    }

    /// Ends the relay, and all that it carries; its own directory goes with it.
    package func close() { talk.close() }

    // MARK: - The way of frames

    /// Lets frames go through WireGuard as soon as that is seen to work, where both computers have it.
    ///
    /// - Throws: `LabError` where one of them has not, saying why; frames go with everything else then.
    package func openTunnel() throws(LabError) {
        do {
            let end = try WireGuardTunnel(.lab)
            let answer = try talk.ask(.tunnel(key: end.key), milliseconds: Self.patience)
            guard case .tunnel(_, let key, let address?, let port) = answer else {
                throw LabError("the relay does not know its computer's address")
            }
            talk.carryFrames(by: try end.connect(to: key, at: address, port: port))
            tunnel.withLock { $0 = end }
        } catch let error as LabError {
            throw error
        } catch {
            throw LabError("\(error)")
        }
    }

    /// Whether frames go through WireGuard.
    package var usesWireGuard: Bool { talk.hasOpenTunnel }

    // MARK: - Wires and channels

    /// Opens a wire.
    package func openWire() throws(LabError) -> MachineWire {
        var ends: [Int32] = [-1, -1]
        let result = lab_relay_packets(&ends)
        guard result == 0 else {
            throw LabError("can't make a wire for a machine: \(String(cString: strerror(-result)))")
        }
        do throws(LabError) {
            let answer = try talk.ask(
                .wire, carrying: .packets(ends[1]), milliseconds: Self.patience)
            guard case .wire(_, let relay, let machine) = answer else { throw Self.nonsense }
            return MachineWire(
                end: .datagrams(ends[0]), ports: MachineWire.Ports(near: relay, far: machine))
        } catch {
            // The other end is the talk's, which closes it once this one is closed.
            Glibc.close(ends[0])
            throw error
        }
    }

    /// Opens a channel that a machine will connect to; what is written before waits for it.
    ///
    /// - Returns: a descriptor, which the caller owns.
    func openChannel(at path: String) throws(LabError) -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard lab_socket_pair(&ends) == 0 else {
            throw LabError("can't make a channel: \(String(cString: strerror(errno)))")
        }
        do throws(LabError) {
            _ = try talk.ask(
                .listen(path: path), carrying: .stream(ends[1]), milliseconds: Self.patience)
            return ends[0]
        } catch {
            Glibc.close(ends[0])
            throw error
        }
    }

    // MARK: - Files

    /// Whether there is a file.
    func has(_ path: String) throws(LabError) -> Bool {
        do throws(LabError) {
            _ = try talk.ask(.find(path: path), milliseconds: Self.patience)
            return true
        } catch {
            // A relay that is gone finds nothing either, and says so with the next question.
            return false
        }
    }

    /// Puts a file of this computer there, unless there is one at that path.
    ///
    /// - Parameter path: one that tells the content; what is there is not compared.
    func bring(_ source: String, to path: String) throws(LabError) {
        if try has(path) { return }
        let file = open(source, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw LabError("can't read \(source): \(String(cString: strerror(errno)))")
        }
        let size = Int64(lseek(file, 0, SEEK_END))
        _ = try talk.ask(
            .write(path: path, size: size), carrying: .file(file),
            milliseconds: Self.filePatience)
    }

    /// Copies a file there, as one of its owner's alone.
    func copy(_ source: String, to path: String) throws(LabError) {
        _ = try talk.ask(.copy(from: source, to: path), milliseconds: Self.filePatience)
    }

    /// Makes an empty file that QEMU may write, whoever it runs as.
    func touch(_ path: String) throws(LabError) {
        _ = try talk.ask(.touch(path: path), milliseconds: Self.patience)
    }

    /// Removes a file.
    func remove(_ path: String) throws(LabError) {
        _ = try talk.ask(.remove(path: path), milliseconds: Self.patience)
    }

    /// The last bytes of a file.
    func tail(of path: String) throws(LabError) -> String {
        let answer = try talk.ask(.tail(path: path), milliseconds: Self.patience)
        guard case .text(_, let text) = answer else { throw Self.nonsense }
        return text
    }

    private static let nonsense = LabError("the relay answers something else than it was asked")
}
