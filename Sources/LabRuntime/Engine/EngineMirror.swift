import LabNetwork
import LabProgram
import NIOCore
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the host's container engine shows, as it was last told.
final class EngineMirror: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How long a program's start waits for the first list.
    private static let patience = TimeAmount.seconds(2)
    /// The pause between two attempts to reach the engine.
    private static let pause = TimeAmount.milliseconds(250)

    private let runtime: Runtime
    private let path: String
    private var lines = LineBuffer()
    private var channel: (any Channel)?
    private var isStopped = false
    private var next: Scheduled<Void>?
    private var whenReady: (() -> Void)?
    private(set) var containers: [Container] = []
    private var hasList = false

    init(_ runtime: Runtime, path: String) {
        self.runtime = runtime
        self.path = path
    }

    /// Begins to listen to the engine.
    ///
    /// - Parameter ready: called once, when the list is there or patience has run out.
    func start(_ ready: @escaping () -> Void) {
        whenReady = ready
        connect()
        runtime.loop.scheduleTask(in: Self.patience) { [self] in
            guard whenReady != nil else { return }
            runtime.onLog?(.warning, "system: no container engine answers on \(path)")
            beReady()
        }
    }

    func stop() {
        isStopped = true
        whenReady = nil
        next?.cancel()
        channel?.close(promise: nil)
        channel = nil
    }

    private func beReady() {
        let ready = whenReady
        whenReady = nil
        ready?()
    }

    private func connect() {
        guard !isStopped else { return }
        lines = LineBuffer()
        let mirror = NIOLoopBound(self, eventLoop: runtime.eventLoop)
        ClientBootstrap(group: runtime.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(mirror.value)
                }
            }
            .connect(unixDomainSocketPath: path)
            .assumeIsolated().whenFailure { [self] _ in connectLater() }
    }

    private func connectLater() {
        guard !isStopped else { return }
        next = runtime.loop.scheduleTask(in: Self.pause) { [self] in connect() }
    }

    // MARK: - From the engine

    func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for line in lines.append(unwrapInboundIn(data).bytes) {
            do {
                take(try JSONDecoder().decode(EngineMessage.self, from: Data(line)))
            } catch {
                runtime.report(error, "a line of the container engine can't be understood")
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        connectLater()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func take(_ message: EngineMessage) {
        let before = containers
        containers = message.containers
        defer { beReady() }
        guard runtime.watchesContainers else { return hasList = true }
        if let event = message.event {
            runtime.deliver(.container(event))
        } else if hasList {
            for event in Self.changes(from: before, to: containers) {
                runtime.deliver(.container(event))
            }
        }
        hasList = true
    }

    /// What must have happened while the engine could not be heard.
    static func changes(from old: [Container], to new: [Container]) -> [ContainerEvent] {
        var events: [ContainerEvent] = []
        for container in old where !new.contains(where: { $0.id == container.id }) {
            if container.state != .exited { events.append(ContainerEvent(.die, id: container.id)) }
            events.append(ContainerEvent(.destroy, id: container.id))
        }
        for container in new {
            let state = old.first { $0.id == container.id }?.state
            guard state != container.state else { continue }
            switch container.state {
            case .running:
                events.append(
                    ContainerEvent(state == .paused ? .unpause : .start, id: container.id))
            case .paused: events.append(ContainerEvent(.pause, id: container.id))
            case .exited where state != nil:
                events.append(
                    ContainerEvent(.die, id: container.id, exitCode: container.exitCode))
            case .exited: break
            }
        }
        return events
    }
}
