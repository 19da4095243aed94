import Foundation
import LabProgram
import LabRuntime
import NIOCore
import NIOPosix
import Testing

@testable import LabAgent

#if canImport(Glibc)
import Glibc
#endif

/// The feed of a host's container engine.
@Suite struct EngineTests {
    /// Makes an engine on a path and does things with it, one after the other.
    private func lines(
        _ count: Int, _ work: @escaping @Sendable (ContainerEngine) -> Void
    ) throws -> [EngineMessage] {
        let path = NSTemporaryDirectory() + "lab-engine-\(UInt32.random(in: 0..<UInt32.max)).sock"
        defer { unlink(path) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let engine = try loop.submit {
            let engine = ContainerEngine(path: path)
            engine.listen(maker: StreamMaker(loop: loop)) { Issue.record("\($0)") }
            return NIOLoopBound(engine, eventLoop: loop)
        }.wait()
        let socket = try connect(path)
        defer { close(socket) }
        var received: [UInt8] = []
        var messages: [EngineMessage] = []
        var hasBegun = false
        while messages.count < count {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            try #require(Glibc.poll(&poll, 1, 10_000) > 0)
            let size = buffer.withUnsafeMutableBytes { read(socket, $0.baseAddress, $0.count) }
            try #require(size > 0)
            received += buffer[..<size]
            while let end = received.firstIndex(of: 10) {
                messages.append(
                    try JSONDecoder().decode(EngineMessage.self, from: Data(received[..<end])))
                received.removeFirst(end + 1)
            }
            if !hasBegun {
                hasBegun = true
                try loop.submit { work(engine.value) }.wait()
            }
        }
        return messages
    }

    private func connect(_ path: String) throws -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        for _ in 0..<1_000 {
            let outcome = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if outcome == 0 { return socket }
            usleep(1_000)
        }
        throw TestHost.Unmet(description: "nobody listens on \(path)")
    }

    private static func container(_ digit: Character) -> Container {
        Container(
            id: String(repeating: digit, count: 64), name: "web.\(digit)", image: "hello",
            state: .running)
    }

    @Test func everyChangeIsToldWithTheWholeList() throws {
        let messages = try lines(8) { engine in
            let first = Self.container("a")
            _ = engine.started(first)
            _ = engine.started(Self.container("b"))
            _ = engine.paused(first.id, true)
            _ = engine.died(first.id, code: 137)
            _ = engine.started(first)
        }
        #expect(messages[0].event == nil)
        #expect(messages[0].containers.isEmpty)
        let told = messages.dropFirst()
        #expect(
            told.compactMap(\.event?.action) == [
                .create, .start, .create, .start, .pause, .die, .start,
            ])
        #expect(told.map(\.containers.count) == [1, 1, 2, 2, 2, 2, 2])
        #expect(messages[5].containers[0].state == .paused)
        #expect(messages[6].event?.exitCode == 137)
        #expect(messages[6].containers[0].exitCode == 137)
        #expect(messages[7].containers[0].state == .running)
        #expect(messages[7].containers[0].exitCode == nil)
    }

    @Test func aNewContainerOfTheSameNameTakesTheOldOnesPlace() throws {
        let messages = try lines(6) { engine in
            _ = engine.started(Self.container("a"))
            var second = Self.container("b")
            second.name = "web.a"
            _ = engine.started(second)
        }
        #expect(
            messages.dropFirst().compactMap(\.event?.action) == [
                .create, .start, .destroy, .create, .start,
            ])
        #expect(messages.last?.containers.map(\.id) == [String(repeating: "b", count: 64)])
    }
}
