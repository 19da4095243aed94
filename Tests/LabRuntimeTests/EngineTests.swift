import Foundation
import LabNetwork
import LabProgram
import LabRuntime
import NIOCore
import NIOPosix
import Testing

/// A host's container engine, as far as programs hear it.
private struct Engine: Sendable {
    private let loop: any EventLoop
    private let clients: NIOLoopBoundBox<[any Channel]>
    private let server: any Channel

    /// Opens the socket; whoever connects is told the first list.
    init(_ path: String, _ containers: [Container]) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let clients = try await loop.submit { NIOLoopBoundBox<[any Channel]>([], eventLoop: loop) }
            .get()
        let first = try Self.line(EngineMessage(event: nil, containers: containers))
        server = try await ServerBootstrap(group: loop)
            .childChannelInitializer { channel in
                clients.value.append(channel)
                channel.closeFuture.whenComplete { _ in }
                // Not before the channel is active can anything be written.
                channel.eventLoop.execute { channel.writeAndFlush(first, promise: nil) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        self.loop = loop
        self.clients = clients
    }

    func say(_ event: ContainerEvent, _ containers: [Container]) async throws {
        let line = try Self.line(EngineMessage(event: event, containers: containers))
        try await loop.submit { [clients] in
            for client in clients.value { client.writeAndFlush(line, promise: nil) }
        }.get()
    }

    func stop() async throws {
        try await server.close().get()
        try await loop.submit { [clients] in
            for client in clients.value { client.close(promise: nil) }
        }.get()
    }

    private static func line(_ message: EngineMessage) throws -> ByteBuffer {
        ByteBuffer(bytes: Array(try JSONEncoder().encode(message)) + [10])
    }
}

/// Watches containers, and says with each event how many there are.
private struct Watcher: Program {
    let journal: Journal

    mutating func handle(_ event: Event, on system: inout some LabProgram.System) {
        if case .started = event { system.watchContainers() }
        let states = system.containers().map { "\($0.id)=\($0.state)" }.joined(separator: " ")
        journal.add("\(event.words) [\(states)]")
    }
}

@Suite struct EngineTests {
    private func container(_ id: String, _ state: Container.State) -> Container {
        Container(id: id, name: id, image: "hello", state: state)
    }

    private func path() -> String {
        FileManager.default.temporaryDirectory.path + "/lab-engine-\(UUID().uuidString.prefix(8))"
    }

    @Test func aProgramBeginsWithTheListAndHearsWhatHappens() async throws {
        let path = path()
        let engine = try await Engine(path, [container("a", .running), container("b", .exited)])
        let journal = Journal()
        let running = try await Running({ Watcher(journal: journal) }) { $0.engineSocket = path }
        #expect(await journal.wait { $0.count == 1 })
        try await engine.say(ContainerEvent(.die, id: "a", exitCode: 1), [container("b", .exited)])
        try await engine.say(ContainerEvent(.start, id: "c"), [container("c", .running)])
        #expect(await journal.wait { $0.count == 3 })
        #expect(
            journal.entries == [
                "started [a=running b=exited]", "container die a [b=exited]",
                "container start c [c=running]",
            ])
        try await running.stop()
        try await engine.stop()
    }

    @Test func whatHappenedWhileTheEngineWasAwayIsMadeUpFor() async throws {
        let path = path()
        let journal = Journal()
        let first = try await Engine(path, [container("a", .running), container("b", .running)])
        let running = try await Running({ Watcher(journal: journal) }) { $0.engineSocket = path }
        #expect(await journal.wait { $0.count == 1 })
        try await first.stop()
        let second = try await Engine(path, [container("b", .paused), container("c", .running)])
        #expect(await journal.wait { $0.count == 5 })
        #expect(
            journal.entries.dropFirst() == [
                "container die a [b=paused c=running]", "container destroy a [b=paused c=running]",
                "container pause b [b=paused c=running]",
                "container start c [b=paused c=running]",
            ])
        try await running.stop()
        try await second.stop()
    }

    @Test func aProgramThatWaitsForItsEngineCanBeStopped() async throws {
        let path = path()
        let journal = Journal()
        let running = try await Running({ Watcher(journal: journal) }) { $0.engineSocket = path }
        try await running.requestStop()
        #expect(journal.entries == ["started []", "stop []"])
        try await running.stop()
    }

    @Test func aProgramBeginsWithoutAnEngineThatDoesNotAnswer() async throws {
        let path = path()
        let journal = Journal()
        let running = try await Running({ Watcher(journal: journal) }) { $0.engineSocket = path }
        #expect(await journal.wait(for: "started []"))
        #expect(running.log.entries.contains { $0.contains(path) })
        try await running.stop()
    }
}
