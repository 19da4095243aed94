import CLinux
import Glibc
import LabHost

/// Carries sockets and files over one stream of bytes, each by a number, and messages beside them.
///
/// Both ends of a relay run one; all of it happens on the thread that calls `turn`.
public final class RelayLink {
    /// What a number may be given to by those who hold the link's other end in the same process.
    public enum Carried: Sendable {
        /// A packet socket of this computer.
        case packets(Int32)
        /// A stream socket.
        case stream(Int32)
        /// A file that is read to its end.
        case file(Int32)
    }

    /// When so many bytes wait for the other end, frames are lost and everything else waits.
    private static let fullMark = 1 << 20

    private let input: Int32
    private let output: Int32
    private let bell: Int32
    private var ends: [UInt32: RelayEnd] = [:]
    private var outgoing: [UInt8] = []
    private var decoder = FrameDecoder()
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    /// Where frames travel beside the stream, once that is open.
    var frames: FrameTunnel?
    /// Called with each message.
    public var onMessage: ((RelayLink, [UInt8]) -> Void)?
    /// Called when the bell has been rung.
    public var onBell: ((RelayLink) -> Void)?

    /// Makes a link; the descriptors stay the caller's.
    ///
    /// - Parameters:
    ///   - input: where the other end is read from.
    ///   - output: where it is written to.
    ///   - bell: a pipe that others write to, to be heard between frames; -1 for none.
    public init(input: Int32, output: Int32, bell: Int32 = -1) {
        self.input = input
        self.output = output
        self.bell = bell
        for descriptor in [input, output, bell] where descriptor >= 0 {
            _ = lab_set_nonblocking(descriptor, 1)
        }
    }

    deinit { room.deallocate() }

    /// Gives a number to something; the link closes it when it is over.
    public func carry(_ carried: Carried, as number: UInt32) {
        let end =
            switch carried {
            case .packets(let descriptor): RelayEnd(.packets, descriptor)
            case .stream(let descriptor): RelayEnd(.stream, descriptor)
            case .file(let descriptor): RelayEnd(.source, descriptor)
            }
        add(end, as: number)
    }

    func add(_ end: RelayEnd, as number: UInt32) { ends[number] = end }

    func remove(_ number: UInt32) { ends[number] = nil }

    /// Sends frames through a datagram socket that keeps their bounds, as soon as the other end has
    /// answered there; the link closes it.
    public func carryFrames(by descriptor: Int32) {
        frames = FrameTunnel(descriptor, calls: true)
    }

    /// Whether frames go by the way that they were given, and not by the stream.
    public var hasOpenTunnel: Bool { frames?.isOpen == true }

    /// Ends all but the wires, which stay silent: an end would be a surprise to those who hold them.
    public func closeAllButWires() {
        ends = ends.filter { $0.value.losesFrames }
    }

    /// Sends a message.
    public func send(message: some Encodable) {
        guard let frame = try? Frame.message(encoding: message) else { return }
        outgoing += frame.bytes
        flush()
    }

    /// Waits until something happens, and does what is to be done.
    ///
    /// - Returns: whether the link is still there.
    public func turn() -> Bool {
        let isFull = outgoing.count > Self.fullMark
        let numbers = ends.keys.sorted()
        var entries = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: outgoing.isEmpty ? -1 : output, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
            pollfd(fd: frames?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        entries += numbers.map { number in
            let events = ends[number]?.interest(isLinkFull: isFull) ?? 0
            let descriptor = ends[number]?.descriptor ?? -1
            return pollfd(fd: events == 0 ? -1 : descriptor, events: events, revents: 0)
        }
        let timeout = frames?.timeout ?? -1
        if poll(&entries, nfds_t(entries.count), timeout) < 0 { return errno == EINTR }
        frames?.call()
        if entries[0].revents != 0, !readLink() { return false }
        if entries[2].revents != 0 { answerBell() }
        if entries[3].revents != 0 { frames?.receive(room) { take($1, for: $0) } }
        for (number, entry) in zip(numbers, entries.dropFirst(4)) where entry.revents != 0 {
            serve(number, entry.revents)
        }
        return flush()
    }

    private func serve(_ number: UInt32, _ events: Int16) {
        guard let end = ends[number] else { return }
        if events & Int16(POLLOUT) != 0 { end.flush() }
        if events & ~Int16(POLLOUT) != 0 {
            end.read(room) { bytes in
                if let frames, frames.isOpen, !bytes.isEmpty, end.losesFrames {
                    return frames.send(bytes, as: number)
                }
                // The link is the narrowest place of a wire: what it can't take is lost.
                if outgoing.count > 2 * Self.fullMark, !bytes.isEmpty, end.losesFrames { return }
                outgoing += Frame.stream(number, Array(bytes)).bytes
            }
        }
        if end.isOver { ends[number] = nil }
    }

    private func answerBell() {
        while read(bell, room.baseAddress, room.count) > 0 {}
        onBell?(self)
    }

    private func readLink() -> Bool {
        let count = read(input, room.baseAddress, room.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        guard count > 0 else { return false }
        decoder.append(room[..<count])
        do {
            while let frame = try decoder.next() { handle(frame) }
            return true
        } catch {
            return false
        }
    }

    private func handle(_ frame: Frame) {
        switch frame {
        case .message(let text): onMessage?(self, text)
        case .stream(let number, let bytes): take(bytes, for: number)
        case .errorStream: break
        }
    }

    private func take(_ bytes: [UInt8], for number: UInt32) {
        // What is for one that has just ended is for nobody.
        guard let end = ends[number] else { return }
        end.take(bytes)
        if end.isOver { ends[number] = nil }
    }

    @discardableResult
    private func flush() -> Bool {
        var sent = 0
        defer { outgoing.removeFirst(sent) }
        while sent < outgoing.count {
            let count = outgoing[sent...].withUnsafeBytes {
                write(output, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno == EAGAIN }
            sent += count
        }
        return true
    }
}
