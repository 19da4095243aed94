import LabHost

/// Bytes that go to and fro between something in a host and somebody outside it.
final class HostStream {
    /// Who is at the other end.
    enum Owner {
        /// A client's command, by the client's own number.
        case command(ControlClient, UInt32)
        case connection(PublishedConnection)
    }

    /// The host.
    let host: SupervisedHost
    /// The stream's number between the supervisor and the host's agent.
    let number: UInt32
    /// Who is at the other end.
    let owner: Owner

    init(host: SupervisedHost, owner: Owner) {
        self.host = host
        self.owner = owner
        number = host.nextStream
        host.nextStream &+= 1
        host.streams[number] = self
    }

    /// Sends bytes into the host; none for the end of that side.
    func send(_ bytes: [UInt8]) {
        if bytes.isEmpty {
            host.order(.endOfStream(number))
        } else {
            host.link?.send(.stream(number, bytes))
        }
    }

    /// Whether so much waits for the host that no more should be read for it.
    var isCrowded: Bool { (host.link?.unsent ?? 0) > HostStream.crowd }

    /// The most bytes that wait for a reader before the writer is told to wait.
    static let crowd = 1 << 20

    /// Ends the stream where nobody is left who wants it.
    func abandon() {
        guard host.streams.removeValue(forKey: number) != nil else { return }
        host.order(.abandon(number))
    }
}
