import CLinux
import Glibc
import LabHost

/// A connected socket that frames go through in both directions; neither side ever waits in here.
final class FrameSocket {
    /// The socket.
    let descriptor: Int32
    /// Why nothing more will come or go; `nil` while the socket is open.
    private(set) var ending: String?
    /// Descriptors that came along with frames and that nobody has taken yet.
    private(set) var passed: [Int32] = []

    private var decoder = FrameDecoder()
    private var outgoing: [UInt8] = []
    private var sent = 0
    private var piece = [UInt8](repeating: 0, count: FrameSocket.pieceSize)

    private static let pieceSize = 64 << 10
    /// How many bytes are read at a time before others get their turn.
    private static let share = 1 << 20
    /// The most descriptors that a peer can leave untaken.
    private static let mostPassed = 4

    /// Takes a socket over.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = lab_set_nonblocking(descriptor, 1)
    }

    deinit {
        for other in passed { close(other) }
        close(descriptor)
    }

    /// How many bytes wait for the peer to read.
    var unsent: Int { outgoing.count - sent }

    /// Whether the socket is open.
    var isOpen: Bool { ending == nil }

    /// Reads what has arrived; `frame()` has it then.
    ///
    /// - Returns: whether there was anything, the end included.
    @discardableResult
    func receive() -> Bool {
        var total = 0
        while isOpen && total < FrameSocket.share {
            var taken = [Int32](repeating: -1, count: FrameSocket.mostPassed)
            var count: Int32 = 0
            let room = Int32(FrameSocket.mostPassed - passed.count)
            let size = lab_receive(descriptor, &piece, piece.count, &taken, room, &count)
            passed += taken.prefix(Int(count))
            if size > 0 {
                decoder.append(piece[..<size])
                total += size
                if size < piece.count { break }
            } else if size == 0 {
                end("closed")
            } else if size == -Int(EAGAIN) {
                break
            } else if size != -Int(EINTR) {
                fail(Int32(-size))
            }
        }
        return total > 0 || !isOpen
    }

    /// The next whole frame that was received; `nil` until more has.
    ///
    /// What is no frame ends the socket.
    func frame() -> Frame? {
        do throws(FrameDecoder.Malformed) {
            return try decoder.next()
        } catch {
            end(error.reason)
            return nil
        }
    }

    /// Takes the oldest descriptor that came along.
    func takePassed() -> Int32? { passed.isEmpty ? nil : passed.removeFirst() }

    /// Sends a frame, or keeps it until the peer reads.
    func send(_ frame: Frame) { send(raw: frame.bytes) }

    /// Sends bytes that are no frame, or keeps them until the peer reads.
    func send(raw bytes: [UInt8]) {
        guard isOpen else { return }
        outgoing += bytes
        flush()
    }

    /// Sends what was kept, as far as the peer reads.
    func flush() {
        while isOpen && unsent > 0 {
            let size = outgoing.withUnsafeBytes { bytes in
                lab_send(descriptor, bytes.baseAddress?.advanced(by: sent), unsent, -1)
            }
            if size == -Int(EAGAIN) { break }
            if size >= 0 {
                sent += size
            } else if size != -Int(EINTR) {
                fail(Int32(-size))
            }
        }
        if unsent == 0 {
            outgoing.removeAll(keepingCapacity: outgoing.capacity <= FrameSocket.share)
            sent = 0
        } else if sent > FrameSocket.share {
            outgoing.removeFirst(sent)
            sent = 0
        }
    }

    /// Sends a frame that a descriptor goes along with; everything before must have been sent.
    func send(_ frame: Frame, passing other: Int32) {
        guard isOpen, unsent == 0 else { return }
        let bytes = frame.bytes
        let size = lab_send(descriptor, bytes, bytes.count, other)
        guard size > 0 else { return fail(Int32(-size)) }
        outgoing = Array(bytes[size...])
        flush()
    }

    private func fail(_ error: Int32) {
        let isGone = error == EPIPE || error == ECONNRESET
        end(isGone ? "closed" : String(cString: strerror(error)))
    }

    /// Gives the socket up.
    func end(_ reason: String) {
        guard isOpen else { return }
        ending = reason
        outgoing = []
        sent = 0
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
