import CLinux
import Foundation
import Testing

@testable import LabAgent

/// Frames take their own way once that is seen to work, and the stream's until then.
@Suite struct FrameTunnelTests {
    /// A link on a thread of its own, with one wire.
    private final class End {
        /// The wire's other half.
        let wire: Int32
        private let stream: Int32
        private let link: RelayLink

        init(stream: Int32, tunnel: Int32, calls: Bool) throws {
            var ends: [Int32] = [-1, -1]
            try #require(lab_relay_packets(&ends) == 0)
            wire = ends[0]
            self.stream = stream
            link = RelayLink(input: stream, output: stream)
            link.frames = FrameTunnel(tunnel, calls: calls)
            link.carry(.packets(ends[1]), as: 1)
        }

        func begin() {
            nonisolated(unsafe) let link = link
            let stream = stream
            Thread.detachNewThread {
                while link.turn() {}
                close(stream)
            }
        }

        /// Lets the thread come to its end.
        func end() { shutdown(stream, Int32(SHUT_RDWR)) }

        deinit { close(wire) }
    }

    private func pair(_ kind: __socket_type) throws -> [Int32] {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(kind.rawValue), 0, &ends) == 0)
        return ends
    }

    /// Sends frames until one arrives.
    private func arrives(from: End, to: End) -> Bool {
        for number in UInt8(0)..<100 {
            _ = send(from.wire, [number], 1, 0)
            var entry = pollfd(fd: to.wire, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, 100) > 0 { return true }
        }
        return false
    }

    @Test func framesTakeTheTunnelOnceItAnswers() throws {
        let tunnel = try pair(SOCK_DGRAM)
        // Nothing gets through the streams.
        let (near, far) = (try pair(SOCK_STREAM), try pair(SOCK_STREAM))
        let lab = try End(stream: near[0], tunnel: tunnel[0], calls: true)
        let relay = try End(stream: far[0], tunnel: tunnel[1], calls: false)
        lab.begin()
        relay.begin()
        defer {
            for end in [lab, relay] { end.end() }
            for end in [near[1], far[1]] { close(end) }
        }
        #expect(arrives(from: lab, to: relay))
        #expect(arrives(from: relay, to: lab))
    }

    @Test func framesTakeTheStreamWhereTheTunnelIsDead() throws {
        let (dead, other) = (try pair(SOCK_DGRAM), try pair(SOCK_DGRAM))
        let stream = try pair(SOCK_STREAM)
        let lab = try End(stream: stream[0], tunnel: dead[0], calls: true)
        let relay = try End(stream: stream[1], tunnel: other[0], calls: false)
        lab.begin()
        relay.begin()
        defer {
            for end in [lab, relay] { end.end() }
            for end in [dead[1], other[1]] { close(end) }
        }
        #expect(arrives(from: lab, to: relay))
        #expect(arrives(from: relay, to: lab))
    }
}
