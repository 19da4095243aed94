import Glibc
import LabNetwork

extension Fabric {
    /// Begins to write what passes some hosts' interfaces as a pcapng file.
    ///
    /// Times are the machine's wall clock to the nanosecond; directions are as the host sees them.
    /// A reader that is too slow misses packets, which are counted; the switch never waits for it.
    ///
    /// - Parameters:
    ///   - interfaces: what the file is about; a host that is off may be among them.
    ///   - descriptor: becomes the fabric's own, also where this throws.
    /// - Returns: a number for `stopCapture`.
    /// - Throws: `FabricError` where the model has no such interface.
    public func startCapture(
        _ interfaces: [CaptureInterface], to descriptor: Int32
    ) throws -> Int {
        try control.withLock { control in
            do {
                guard control.thread != nil else { throw FabricError("the fabric has stopped") }
                let id = control.nextCapture
                control.captures[id] = try start(id, interfaces, to: descriptor)
                control.nextCapture += 1
                return id
            } catch {
                close(descriptor)
                throw error
            }
        }
    }

    private func start(
        _ id: Int, _ interfaces: [CaptureInterface], to descriptor: Int32
    ) throws -> CaptureWriter {
        let ports = try state.withLock { try $0.model.ports(of: interfaces) }
        let bell = try EventPoll()
        let start = Pcapng.start(interfaces: interfaces.map(\.name))
        state.withLock {
            $0.add(CaptureBuffer(id: id, ports: ports, bell: bell, start: start))
        }
        do {
            return try CaptureWriter(
                to: descriptor, bell: bell,
                source: { spare in
                    self.state.withLock { $0.takeCapture(id, leaving: spare) }
                },
                onFailure: { self.state.withLock { $0.abandonCapture(id) } })
        } catch {
            state.withLock {
                $0.closeCapture(id)
                _ = $0.removeCapture(id)
            }
            bell.close()
            throw error
        }
    }

    /// Begins to write what passes one host's interface; see `startCapture(_:to:)`.
    public func startCapture(
        host: Int, network: Int, named name: String, to descriptor: Int32
    ) throws -> Int {
        try startCapture(
            [CaptureInterface(host: host, network: network, name: name)], to: descriptor)
    }

    /// Ends a capture and closes its descriptor; `nil` where there is none of that number.
    ///
    /// A reader that does not read holds this up for a second at most.
    public func stopCapture(_ id: Int) -> CaptureSummary? {
        guard let writer = control.withLock({ $0.captures.removeValue(forKey: id) }) else {
            return nil
        }
        return finish(id, writer)
    }

    func finish(_ id: Int, _ writer: CaptureWriter) -> CaptureSummary? {
        state.withLock { $0.closeCapture(id) }
        writer.finish()
        return state.withLock { $0.removeCapture(id) }
    }
}

extension NetworkModel {
    fileprivate func ports(of interfaces: [CaptureInterface]) throws -> [Int] {
        try interfaces.map { interface in
            guard let port = port(ofHost: interface.host, network: interface.network) else {
                throw FabricError(
                    "host \(interface.host) has no link onto network \(interface.network)")
            }
            return port
        }
    }
}
