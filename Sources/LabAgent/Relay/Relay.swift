import CLinux
import Glibc
import LabHost

/// The end of a relay on the computer where the machines run; it lives as long as its input.
///
/// Nothing but this computer's loopback and this user's own directory is opened by it, so all that
/// travels between computers travels in the stream that it was started with: ssh's.
public final class Relay {
    private let place: RelayPlace
    private let directories: RelayDirectories
    private var tunnel: WireGuardTunnel?

    /// Makes a relay with a work directory of its own; what dead ones have left is removed.
    ///
    /// - Parameter home: the directory of this user's relays; the usual one where it is left out.
    /// - Throws: `RelayFailure` where there is no room for it.
    public init(home: String? = nil) throws(RelayFailure) {
        directories = try RelayDirectories(home: home)
        place = RelayPlace(
            version: RelayPlace.currentVersion, cache: directories.cache, work: directories.work)
    }

    /// Serves until the input ends; nothing but the cache is left then.
    public func run(input: Int32, output: Int32) {
        let link = RelayLink(input: input, output: output)
        link.onMessage = { [self] link, text in
            guard let numbered = try? Frame.decode(NumberedOrder.self, from: text) else { return }
            do throws(RelayFailure) {
                try obey(numbered.order, numbered.number, link)
            } catch {
                link.send(message: RelayAnswer.failed(numbered.number, error.description))
            }
        }
        link.send(message: RelayAnswer.hello(place))
        while link.turn() {}
        directories.remove()
    }

    private func obey(
        _ order: RelayOrder, _ number: UInt32, _ link: RelayLink
    ) throws(RelayFailure) {
        switch order {
        case .wire: return try openWire(number, link)
        case .tunnel(let key): return try openTunnel(to: key, number, link)
        case .listen(let path):
            let listener = try Self.check(lab_relay_listen(path), "listen on \(path)")
            link.add(RelayEnd(.listener, listener), as: number)
        case .find(let path):
            guard access(path, R_OK) == 0 else { throw RelayFailure("read \(path)", errno) }
        case .write(let path, let size): return try write(path, size: size, number, link)
        case .copy(let from, let to):
            try Self.check(lab_relay_copy(from, to, 0o600), "copy \(from) to \(to)")
        case .touch(let path):
            let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
            guard file >= 0, fchmod(file, 0o666) == 0 else {
                throw RelayFailure("make \(path)", errno)
            }
            close(file)
        case .tail(let path):
            guard let text = RelayDirectories.tail(of: path) else {
                throw RelayFailure("read \(path)", errno)
            }
            return link.send(message: RelayAnswer.text(number, text))
        case .remove(let path):
            guard unlink(path) == 0 || errno == ENOENT else {
                throw RelayFailure("remove \(path)", errno)
            }
        }
        link.send(message: RelayAnswer.done(number))
    }

    private func openWire(_ number: UInt32, _ link: RelayLink) throws(RelayFailure) {
        var ports: (own: UInt16, machine: UInt16) = (0, 0)
        let wire = try Self.check(lab_relay_wire(&ports.own, &ports.machine), "open a UDP socket")
        link.add(RelayEnd(.datagrams, wire), as: number)
        link.send(message: RelayAnswer.wire(number, relay: ports.own, machine: ports.machine))
    }

    private func openTunnel(
        to key: String, _ number: UInt32, _ link: RelayLink
    ) throws(RelayFailure) {
        let tunnel = try WireGuardTunnel(.relay)
        link.frames = FrameTunnel(try tunnel.connect(to: key), calls: false)
        self.tunnel = tunnel
        // The address by which the lab got here: CLIENT PORT SERVER PORT (ssh(1)).
        let words = getenv("SSH_CONNECTION").map { String(cString: $0).split(separator: " ") }
        let address = words.flatMap { $0.count == 4 ? String($0[2]) : nil }
        link.send(
            message: RelayAnswer.tunnel(
                number, key: tunnel.key, address: address, port: tunnel.port))
    }

    private func write(
        _ path: String, size: Int64, _ number: UInt32, _ link: RelayLink
    ) throws(RelayFailure) {
        try directories.makeParent(of: path)
        let draft = "\(path).\(getpid())-\(number)"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        try Self.check(file < 0 ? -errno : file, "write \(draft)")
        let end = RelayEnd(.sink, file)
        end.onWritten = { [unowned link] error in
            var error = error
            if error == 0, ftruncate(file, off_t(size)) < 0 { error = errno }
            if error == 0, fchmod(file, 0o644) < 0 { error = errno }
            if error == 0, rename(draft, path) < 0 { error = errno }
            guard error != 0 else { return link.send(message: RelayAnswer.done(number)) }
            unlink(draft)
            let failure = RelayFailure("write \(path)", error)
            link.send(message: RelayAnswer.failed(number, failure.description))
        }
        link.add(end, as: number)
    }

    @discardableResult
    private static func check(
        _ result: Int32, _ attempt: @autoclosure () -> String
    ) throws(RelayFailure) -> Int32 {
        guard result < 0 else { return result }
        throw RelayFailure(attempt(), -result)
    }
}

/// What the relay's computer refused.
public struct RelayFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried and the kernel's words.
    public let description: String

    init(_ attempt: String, _ error: Int32) {
        description = "can't \(attempt): \(String(cString: strerror(error)))"
    }

    /// Makes a failure that somebody else has words for.
    init(words: String) { description = words }
}
