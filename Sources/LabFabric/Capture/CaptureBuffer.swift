/// The blocks of a capture that its reader has not taken yet.
struct CaptureBuffer {
    /// Bytes that wait for a slow reader before packets are dropped.
    static let capacity = 8 << 20

    /// The capture's number.
    let id: Int
    /// The port that each of the file's interfaces is.
    let ports: [Int]
    /// Rung when there is something to take.
    let bell: EventPoll
    /// What to add to a moment of the switch to get the wall clock's.
    let wallOffset = MonotonicClock.offsetToWallTime()
    private var bytes: [UInt8] = []
    /// By interface: packets kept, and packets that there was no room for.
    private var counts: [(kept: UInt64, dropped: UInt64)]
    /// Whether nothing more is to come: the capture is over or its reader has gone.
    private(set) var isOver = false

    init(id: Int, ports: [Int], bell: EventPoll, start: [UInt8]) {
        self.id = id
        self.ports = ports
        self.bell = bell
        counts = Array(repeating: (0, 0), count: ports.count)
        bytes.reserveCapacity(Self.capacity)
        bytes += start
    }

    /// What was kept and what was not.
    var summary: CaptureSummary {
        counts.reduce(into: CaptureSummary(packets: 0, dropped: 0)) {
            $0.packets += $1.kept
            $0.dropped += $1.dropped
        }
    }

    /// Adds a packet that passed a port, or counts that there was no room.
    mutating func record(
        _ frame: EthernetFrame, port: Int, at time: Int64, _ direction: Pcapng.Direction
    ) {
        for (interface, watched) in ports.enumerated() where watched == port {
            guard !isOver, bytes.count + Pcapng.packetSize(frame.length) <= Self.capacity else {
                counts[interface].dropped += 1
                continue
            }
            if bytes.isEmpty { bell.ring() }
            Pcapng.append(
                frame, to: &bytes, interface: interface, wallTime: time + wallOffset, direction)
            counts[interface].kept += 1
        }
    }

    /// Ends the capture with what was counted.
    mutating func close(at time: Int64) {
        guard !isOver else { return }
        isOver = true
        for (interface, count) in counts.enumerated() {
            bytes += Pcapng.statistics(
                interface: interface, wallTime: time + wallOffset,
                received: count.kept + count.dropped, dropped: count.dropped)
        }
    }

    /// Takes all that is there and leaves an array to go on with.
    mutating func take(leaving spare: [UInt8]) -> [UInt8] {
        let taken = bytes
        bytes = spare
        return taken
    }

    /// Drops what is there and all that is to come: nobody reads any more.
    mutating func abandon() {
        isOver = true
        bytes = []
    }
}
