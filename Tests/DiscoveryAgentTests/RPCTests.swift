import LabConsensus
import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabPrograms

private let frames: [RPCFrame] = [
    .hello(RPCPeer(id: ServerID(rawValue: 7 << 70 | 5), endpoint: Endpoint(.loopback, 8300))),
    .raft([1, 2, 3]), .raft([]), .cancel(300), .ping, .pong,
    .request(
        1,
        .http(
            HTTPRequest(
                method: "PUT", target: "/v1/kv/a?x", headers: [HTTPHeader("Host", "h")],
                body: [1, 2]), hops: 1)),
    .request(2, .question([9, 9], isStream: true, hops: 0)), .request(3, .raftPeers),
    .request(4, .command([4], hops: 2)), .request(5, .registrations(node: "n")),
    .answer(
        1, .http(HTTPResponse(status: 404, headers: [HTTPHeader("A", "b")], body: [0]))),
    .answer(2, .message([1])), .answer(3, .peers(3)), .answer(4, .applied),
    .answer(5, .registrations([7])), .answer(6, .failed("No cluster leader")),
]

@Suite struct RPCFrameTests {
    @Test func framesSurviveBeingCutAtAnyPlace() throws {
        let bytes = frames.flatMap { $0.encoded() }
        for size in [1, 2, 3, 7, 64, bytes.count] {
            var reader = FrameReader()
            var read: [RPCFrame] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.append(Array(bytes[start..<min(start + size, bytes.count)]))
                while let range = try reader.next() {
                    read.append(try RPCFrame(decoding: Array(reader.buffer[range])))
                }
            }
            #expect(read == frames)
        }
    }

    @Test func aFrameThatClaimsToBeHugeIsRefused() {
        var reader = FrameReader()
        reader.append([0xff, 0xff, 0xff, 0xff, 1])
        #expect(throws: FrameReader.Oversized.self) { try reader.next() }
    }

    @Test(arguments: 1...200)
    func junkIsMalformedAndNeverMore(seed: UInt64) {
        var random = RandomStream(seed: UInt64(seed))
        var bytes = (0..<40).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        _ = try? RPCFrame(decoding: bytes)
        bytes[0] = UInt8(random.next(below: 18))
        _ = try? RPCFrame(decoding: bytes)
        for frame in frames {
            var damaged = Array(frame.encoded().dropFirst(4))
            damaged[Int(random.next(below: UInt64(damaged.count)))] = UInt8(
                truncatingIfNeeded: random.next())
            _ = try? RPCFrame(decoding: damaged)
            _ = try? RPCFrame(decoding: Array(damaged.dropLast()))
        }
    }
}

@Suite struct RPCTests {
    private let other = Endpoint(IPv4Address(10, 0, 0, 2), 8300)
    private var rpc = RPC()
    private var system = RecordingSystem()

    init() {
        let own = RPCPeer(
            id: ServerID(rawValue: 1), endpoint: Endpoint(IPv4Address(10, 0, 0, 1), 8300))
        rpc.start(as: own, isServer: true, on: &system)
    }

    private var failures: [String] {
        rpc.deliveries.compactMap {
            if case .failure(_, let failure) = $0 { failure.reason } else { nil }
        }
    }

    @Test mutating func whatIsSentGoesOverOneConnection() {
        for _ in 0..<3 { #expect(rpc.send(raft: [1], to: other, on: &system)) }
        #expect(system.connections.count == 1)
    }

    @Test mutating func aRefusedConnectionFailsWhatWaitsForIt() throws {
        rpc.request(.raftPeers, of: other, for: .synchronisation(1), on: &system)
        let connection = try #require(system.connections.last?.id)
        #expect(rpc.closed(connection, because: .refused, on: &system))
        #expect(
            failures == [
                "rpc error getting client: failed to get conn: "
                    + "dial tcp 10.0.0.2:8300: connect: connection refused"
            ])
        #expect(!rpc.send(raft: [1], to: other, on: &system))
        system.now = system.now + .seconds(2)
        #expect(rpc.send(raft: [1], to: other, on: &system))
    }

    @Test mutating func aConnectionThatBreaksFailsItsRequestsAtOnce() throws {
        rpc.request(.raftPeers, of: other, for: .synchronisation(1), on: &system)
        let connection = try #require(system.connections.last?.id)
        #expect(rpc.connected(connection, on: &system))
        #expect(rpc.closed(connection, because: .reset, on: &system))
        #expect(failures == ["rpc error making call: stream closed"])
        #expect(rpc.pending.isEmpty)
    }

    @Test mutating func anAnswerFindsItsPurpose() throws {
        rpc.request(.raftPeers, of: other, for: .synchronisation(9), on: &system)
        let connection = try #require(system.connections.last?.id)
        _ = rpc.connected(connection, on: &system)
        let answer = RPCFrame.answer(1, .peers(3)).encoded()
        _ = rpc.received(answer, on: connection, system: &system)
        guard case .answer(.synchronisation(9), .peers(3))? = rpc.deliveries.last else {
            Issue.record("no answer")
            return
        }
        #expect(rpc.pending.isEmpty)
    }

    @Test mutating func junkEndsTheConnectionAlone() {
        let connection = ConnectionID(rawValue: 99)
        rpc.accepted(connection)
        #expect(rpc.received([0, 0, 0, 2, 200, 1], on: connection, system: &system))
        #expect(system.closedConnections == [connection])
        #expect(!rpc.received([1], on: connection, system: &system))
    }

    @Test mutating func aServerThatStaysSilentIsDialledAnew() {
        for second in 0..<30 {
            system.now = .start + .seconds(Int64(second))
            _ = rpc.send(raft: [1], to: other, on: &system)
            if let connection = system.connections.last?.id {
                _ = rpc.connected(connection, on: &system)
            }
        }
        #expect(system.connections.count == 3)
    }
}
