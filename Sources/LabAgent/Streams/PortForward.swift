import LabHost
import LabNetwork

/// A connection to a port of the host, for somebody outside of it.
final class PortForward {
    /// What may be sent before the connection stands, in bytes.
    private static let earlyLimit = 16 << 20

    private let id: UInt32
    private let link: AgentLink
    private let onEnd: (UInt32) -> Void
    private var stream: ByteStream?
    private var early: [UInt8] = []
    private var isInputOver = false
    private var isOutputOver = false
    private var isOver = false
    /// Whether whom it was made for has gone: another one may use its number.
    private var isForsaken = false

    /// Makes a connection that has not begun.
    ///
    /// - Parameter onEnd: called with its number once it is over in both directions.
    init(_ id: UInt32, link: AgentLink, onEnd: @escaping (UInt32) -> Void) {
        self.id = id
        self.link = link
        self.onEnd = onEnd
    }

    /// Connects to the first of the addresses at which something listens.
    func start(port: UInt16, at addresses: [IPv4Address], maker: StreamMaker) {
        guard let address = addresses.first else { return }
        let stream = ByteStream()
        stream.onBytes = { [self] bytes in
            if !isForsaken { link.send(bytes, on: id) }
        }
        stream.onEnd = { [self] in inputEnded() }
        link.follow(stream)
        stream.onOverflow = { [self] in finish("port \(port) of the host does not read") }
        stream.onActive = { [self] in
            self.stream = stream
            link.pace(stream)
            stream.write(early)
            early = []
            if isOutputOver { stream.closeOutput() }
        }
        stream.onClosed = { [self, unowned stream] in
            link.release(stream)
            finish(nil)
        }
        maker.connect(to: Endpoint(address, port), stream) { [self] reason in
            guard addresses.count == 1 else {
                return start(port: port, at: Array(addresses.dropFirst()), maker: maker)
            }
            finish("port \(port) of the host: \(reason)")
        }
    }

    private func inputEnded() {
        guard !isInputOver, !isOver else { return }
        isInputOver = true
        if !isForsaken { link.send(.streamClosed(id, reason: nil)) }
        if isOutputOver { stream?.close() }
    }

    private func finish(_ reason: String?) {
        guard !isOver else { return }
        isOver = true
        if !isInputOver, !isForsaken { link.send(.streamClosed(id, reason: reason)) }
        if let stream { link.unpace(stream) }
        if !isForsaken { onEnd(id) }
    }

    /// Passes bytes on to the port.
    func write(_ bytes: [UInt8]) {
        if let stream { return stream.write(bytes) }
        early += bytes
        if early.count > Self.earlyLimit { finish("too much was sent before it was connected") }
    }

    /// Nothing more comes for the port.
    func endOutput() {
        isOutputOver = true
        stream?.closeOutput()
        if isInputOver { stream?.close() }
    }

    /// Who reads what arrives does not keep up with it, or does again.
    func hold(_ isHeld: Bool) { stream?.pause(.reader, isHeld) }

    /// Ends it at once.
    func cancel() {
        stream?.close()
        finish(nil)
    }

    /// Ends it at once, and nobody is told.
    func forsake() {
        isForsaken = true
        cancel()
    }
}
