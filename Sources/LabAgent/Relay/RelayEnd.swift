import CLinux
import Glibc

/// One of the things that a link carries, at this end of it; belongs to the link's thread.
final class RelayEnd {
    /// What it is made of.
    enum Kind {
        /// A connected socket of UDP, which never ends by itself.
        case datagrams
        /// A packet socket of this computer, which ends when its other half is closed.
        case packets
        /// A stream socket.
        case stream
        /// A socket that becomes a stream with the first connection.
        case listener
        /// A file that is read to its end.
        case source
        /// A file that is written.
        case sink
    }

    /// So many bytes may wait for a stream's reader; one that is slower than that loses it.
    private static let limit = 64 << 20
    private static let pieceSize = 64 << 10
    /// Without waiting, and without a signal where the other side has gone.
    private static let atOnce = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)

    private(set) var kind: Kind
    private(set) var descriptor: Int32
    private var waiting: [UInt8] = []
    private var offset: Int64 = 0
    private var hasReadAll = false
    private var hasAllToWrite = false
    private var isShut = false
    /// Called when a file has been written whole, or not.
    var onWritten: ((Int32) -> Void)?

    init(_ kind: Kind, _ descriptor: Int32) {
        self.kind = kind
        self.descriptor = descriptor
        if kind != .source, kind != .sink { _ = lab_set_nonblocking(descriptor, 1) }
    }

    deinit { close(descriptor) }

    /// Whether it is a wire, on which what finds no room is lost.
    var losesFrames: Bool { kind == .datagrams || kind == .packets }

    /// Whether nothing more will come or go.
    var isOver: Bool {
        switch kind {
        case .datagrams, .sink: hasAllToWrite
        case .packets: hasAllToWrite || hasReadAll
        case .source: hasReadAll
        case .stream, .listener: hasReadAll && hasAllToWrite && waiting.isEmpty
        }
    }

    /// What is waited for; frames are always taken in, as the wire drops those that are too many.
    func interest(isLinkFull: Bool) -> Int16 {
        var events: Int16 = 0
        if !hasReadAll, kind != .sink, !isLinkFull || losesFrames { events |= Int16(POLLIN) }
        if kind == .stream, !waiting.isEmpty { events |= Int16(POLLOUT) }
        return events
    }

    // MARK: - From here to the link

    /// What there is to send; an empty piece is the end.
    func read(_ room: UnsafeMutableRawBufferPointer, _ send: (ArraySlice<UInt8>) -> Void) {
        switch kind {
        case .datagrams, .packets: readPackets(room, send)
        case .stream: readStream(room, send)
        case .listener: accept()
        case .source: readFile(room, send)
        case .sink: break
        }
    }

    private func readPackets(
        _ room: UnsafeMutableRawBufferPointer, _ send: (ArraySlice<UInt8>) -> Void
    ) {
        // So many at a time that others have their turn.
        for _ in 0..<64 {
            let count = recv(descriptor, room.baseAddress, room.count, Int32(MSG_DONTWAIT))
            if count > 0 {
                send(Array(room[..<count])[...])
            } else if count == 0, kind == .packets {
                return end(send)
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0 {
                // A refusal says that the machine has not begun, or is gone.
                if errno == ECONNRESET || errno == EPIPE, kind == .packets { end(send) }
                if errno != ECONNREFUSED { return }
            }
        }
    }

    private func readStream(
        _ room: UnsafeMutableRawBufferPointer, _ send: (ArraySlice<UInt8>) -> Void
    ) {
        let count = recv(descriptor, room.baseAddress, Self.pieceSize, 0)
        if count > 0 { return send(Array(room[..<count])[...]) }
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        end(send)
    }

    private func readFile(
        _ room: UnsafeMutableRawBufferPointer, _ send: (ArraySlice<UInt8>) -> Void
    ) {
        let count = lab_relay_read_data(descriptor, &offset, room.baseAddress, Self.pieceSize)
        guard count > 0 else { return end(send) }
        let place = UInt64(bitPattern: offset)
        send(
            (stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: place >> $0) }
                + room[..<count])[...])
        offset += Int64(count)
    }

    private func end(_ send: (ArraySlice<UInt8>) -> Void) {
        guard !hasReadAll else { return }
        hasReadAll = true
        send([])
    }

    private func accept() {
        let connection = lab_accept(descriptor)
        guard connection >= 0 else { return }
        _ = lab_set_nonblocking(connection, 1)
        // One machine has one channel.
        close(descriptor)
        descriptor = connection
        kind = .stream
        flush()
    }

    // MARK: - From the link to here

    /// Takes in what has come; an empty piece is the end.
    func take(_ bytes: [UInt8]) {
        switch kind {
        case .datagrams, .packets:
            if bytes.isEmpty {
                hasAllToWrite = true
            } else {
                // One that has no room is lost, as on any wire.
                _ = send(
                    descriptor, bytes, bytes.count, Self.atOnce)
            }
        case .sink: takeFile(bytes)
        case .stream, .listener:
            if bytes.isEmpty { hasAllToWrite = true } else { waiting += bytes }
            if waiting.count > Self.limit {
                (hasReadAll, hasAllToWrite) = (true, true)
                waiting = []
            }
            flush()
        case .source: break
        }
    }

    /// Hands on what waits.
    func flush() {
        guard kind == .stream else { return }
        while !waiting.isEmpty {
            let count = send(
                descriptor, waiting, waiting.count,
                Self.atOnce)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            if count < 0 { return waiting = [] }
            waiting.removeFirst(count)
        }
        guard hasAllToWrite, !isShut else { return }
        isShut = true
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private func takeFile(_ bytes: [UInt8]) {
        guard !hasAllToWrite else { return }
        var error: Int32 = 0
        if bytes.isEmpty {
            hasAllToWrite = true
        } else if bytes.count > 8 {
            let place = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let written = bytes[8...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(bitPattern: UInt(place)))
            }
            if written == bytes.count - 8 { return }
            error = written < 0 ? errno : ENOSPC
            hasAllToWrite = true
        }
        onWritten?(error)
        onWritten = nil
    }
}
