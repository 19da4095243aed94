import LabModel
import LabProgram
import LabRuntime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The container engine of a host: the list of its containers, and a feed of what happens to them.
final class ContainerEngine {
    private let path: String
    private var containers: [Container] = []
    private var watchers: [ObjectIdentifier: ByteStream] = [:]

    /// Makes an engine without containers, which watchers find at a path.
    init(path: String = EngineMessage.socketPath) { self.path = path }

    /// Begins to take in watchers.
    ///
    /// - Parameter failed: called with the words for why nobody can watch.
    func listen(maker: StreamMaker, failed: @escaping (String) -> Void) {
        maker.listen(
            at: path,
            accepted: { [weak self] stream in self?.take(stream) },
            failed: { [path] words in failed("cannot listen on \(path): \(words)") })
    }

    private func take(_ stream: ByteStream) {
        watchers[ObjectIdentifier(stream)] = stream
        stream.onEnd = { [weak self, unowned stream] in
            self?.watchers[ObjectIdentifier(stream)] = nil
        }
        // A watcher that does not read, being frozen, connects again and gets the whole list.
        stream.onWritable = { [unowned stream] isWritable in if !isWritable { stream.close() } }
        stream.write(line(nil))
    }

    private func line(_ event: ContainerEvent?) -> [UInt8] {
        let message = EngineMessage(event: event, containers: containers)
        // No container holds a value that JSON has no words for.
        guard let text = try? JSONEncoder().encode(message) else { return [] }
        return Array(text) + [10]
    }

    private func tell(_ action: ContainerEvent.Action, _ id: String, code: Int32? = nil) {
        guard !watchers.isEmpty else { return }
        let line = line(ContainerEvent(action, id: id, exitCode: code))
        for stream in watchers.values { stream.write(line) }
    }

    private func change(_ id: String, _ body: (inout Container) -> Void) -> Container? {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return nil }
        body(&containers[index])
        return containers[index]
    }

    /// A container's process has begun; it is created before where there was none of its id.
    ///
    /// - Returns: the container as it is now.
    func started(_ container: Container) -> Container {
        var container = container
        container.state = .running
        container.exitCode = nil
        if let old = containers.first(where: { $0.name == container.name && $0.id != container.id })
        {
            destroy(old.id)
        }
        if change(container.id, { $0 = container }) == nil {
            containers.append(container)
            tell(.create, container.id)
        }
        tell(.start, container.id)
        return container
    }

    /// A container's process has ended.
    func died(_ id: String, code: Int32) -> Container? {
        let container = change(id) {
            $0.state = .exited
            $0.exitCode = code
        }
        tell(.die, id, code: code)
        return container
    }

    /// A container has been frozen, or goes on.
    func paused(_ id: String, _ isPaused: Bool) -> Container? {
        let container = change(id) { $0.state = isPaused ? .paused : .running }
        tell(isPaused ? .pause : .unpause, id)
        return container
    }

    /// A container is no more.
    func destroy(_ id: String) {
        containers.removeAll { $0.id == id }
        tell(.destroy, id)
    }
}
