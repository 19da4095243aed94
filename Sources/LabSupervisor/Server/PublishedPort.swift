import CLinux
import Glibc

/// A port outside the lab, where connections to a port of a host are taken.
final class PublishedPort {
    let listener: Int32
    let publication: LabInformation.Publication
    var token: PollLoop.Token?

    init(listener: Int32, publication: LabInformation.Publication) {
        self.listener = listener
        self.publication = publication
        _ = lab_set_nonblocking(listener, 1)
    }

    deinit { close(listener) }
}

/// A connection from outside the lab to a port of a host.
final class PublishedConnection {
    let descriptor: Int32
    var token: PollLoop.Token?
    var stream: HostStream?
    /// What the host has written and the other end has not read yet.
    private var outgoing: [UInt8] = []
    private var sent = 0
    /// Whether the other end writes no more.
    private(set) var hasEnded = false
    /// Whether the host writes no more.
    private var isFinished = false
    private var isHeld = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    var unsent: Int { outgoing.count - sent }

    var interest: PollLoop.Interest {
        var interest: PollLoop.Interest = unsent > 0 ? [.write] : []
        if !hasEnded && stream?.isCrowded != true { interest.insert(.read) }
        return interest
    }

    /// Reads what has come from outside and sends it into the host.
    ///
    /// - Returns: whether the connection still stands.
    func receive() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(descriptor, &bytes, bytes.count)
        if count > 0 {
            stream?.send(Array(bytes[..<count]))
        } else if count == 0 {
            // The end comes a second time only where the other end is gone altogether.
            if hasEnded { return false }
            stream?.send([])
            hasEnded = true
        } else if errno != EAGAIN && errno != EINTR {
            return false
        }
        return true
    }

    /// Sends what the host has written; no bytes for the end of that.
    ///
    /// - Returns: whether the connection still stands.
    func send(_ bytes: [UInt8]) -> Bool {
        if bytes.isEmpty { isFinished = true }
        outgoing += bytes
        return flush()
    }

    func flush() -> Bool {
        while unsent > 0 {
            let count = outgoing.withUnsafeBytes { bytes in
                lab_send(descriptor, bytes.baseAddress?.advanced(by: sent), unsent, -1)
            }
            if count == -Int(EAGAIN) { break }
            guard count >= 0 || count == -Int(EINTR) else { return false }
            sent += max(0, count)
        }
        if unsent == 0 {
            outgoing.removeAll(keepingCapacity: true)
            sent = 0
            if isFinished { shutdown(descriptor, Int32(SHUT_WR)) }
        } else if sent > HostStream.crowd {
            outgoing.removeFirst(sent)
            sent = 0
        }
        hold(isHeld ? unsent > HostStream.crowd / 4 : unsent > HostStream.crowd)
        return true
    }

    /// Whether both sides have written all, and all has been read.
    var isOver: Bool { hasEnded && isFinished && unsent == 0 }

    private func hold(_ holds: Bool) {
        guard holds != isHeld, let stream else { return }
        isHeld = holds
        stream.host.order(.hold(stream.number, holds))
    }
}
