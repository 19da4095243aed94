extension Switch {
    /// Shows a frame to the captures that watch a port.
    mutating func capture(_ frame: EthernetFrame, at port: Int, _ direction: Pcapng.Direction) {
        for index in captures.indices {
            captures[index].record(frame, port: port, at: now, direction)
        }
    }

    /// Lets a capture see what passes its ports.
    mutating func add(_ capture: CaptureBuffer) {
        for port in capture.ports { ports[port].watchers += 1 }
        captures.append(capture)
    }

    /// What a capture has for its reader, and whether that is the last.
    mutating func takeCapture(_ id: Int, leaving spare: [UInt8]) -> (bytes: [UInt8], isOver: Bool) {
        guard let index = captures.firstIndex(where: { $0.id == id }) else { return ([], true) }
        return (captures[index].take(leaving: spare), captures[index].isOver)
    }

    /// Drops what a capture has, as nobody reads it.
    mutating func abandonCapture(_ id: Int) {
        guard let index = captures.firstIndex(where: { $0.id == id }) else { return }
        captures[index].abandon()
    }

    /// Ends what a capture sees; its reader has still to take the rest.
    mutating func closeCapture(_ id: Int) {
        guard let index = captures.firstIndex(where: { $0.id == id }) else { return }
        captures[index].close(at: MonotonicClock.nanoseconds())
        for port in captures[index].ports { ports[port].watchers -= 1 }
    }

    /// Forgets a capture that was closed, and tells what it has written.
    mutating func removeCapture(_ id: Int) -> CaptureSummary? {
        guard let index = captures.firstIndex(where: { $0.id == id }) else { return nil }
        return captures.remove(at: index).summary
    }
}
