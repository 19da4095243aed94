#if Libvirt
import Testing

@testable import LabLibvirt

/// libvirt's own driver for tests, whose domains are values in this process.
///
/// All connections to `test:///default` share its domains, so every test has names of its own.
enum TestDriver {
    static func connection() throws -> LibvirtConnection {
        try LibvirtConnection.open("test:///default")
    }

    static func xml(_ name: String) -> String {
        "<domain type='test'><name>\(name)</name><memory unit='MiB'>8</memory>"
            + "<os><type>hvm</type></os></domain>"
    }
}

/// What a connection told of one domain, in order.
final class Told: Sendable {
    private let stream: AsyncStream<LibvirtLifecycle>
    private let subscription: LibvirtSubscription

    init(_ connection: LibvirtConnection, of name: String) throws {
        let (stream, continuation) = AsyncStream<LibvirtLifecycle>.makeStream()
        self.stream = stream
        subscription = try connection.onLifecycle { domain, event in
            if domain == name { continuation.yield(event) }
        }
    }

    /// Waits for so many events.
    func first(_ count: Int) async -> [LibvirtLifecycle] {
        var events: [LibvirtLifecycle] = []
        for await event in stream {
            events.append(event)
            if events.count == count { break }
        }
        return events
    }
}
#endif
