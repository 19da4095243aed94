import CLinux
import LabNetwork

/// Echo requests at a steady pace (RFC 792), and what came back.
package struct Pinger: Sendable {
    /// What came back.
    package struct Result: Sendable {
        package var sent = 0
        /// By request: how long the first answer took, in nanoseconds; `nil` without one.
        package var roundTrips: [Int64?] = []
        /// Answers to requests that were answered already.
        package var duplicates = 0
        /// Answers that came after one to a later request.
        package var overtaken = 0

        package var received: Int { answers.count }
        package var answers: [Int64] { roundTrips.compactMap { $0 } }
        package var median: Double { quantile(0.5) }

        /// The round trip that a share of the answers did not exceed, in nanoseconds.
        package func quantile(_ share: Double) -> Double {
            let sorted = answers.sorted()
            guard !sorted.isEmpty else { return .infinity }
            return Double(sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)])
        }
    }

    package var target: IPv4Address
    package var count: Int
    /// Nanoseconds between requests.
    package var pace: Int64
    /// Nanoseconds to wait for the last answers.
    package var patience: Int64
    /// Bytes after the ICMP header; ping sends 56.
    package var payload: Int

    package init(
        _ target: IPv4Address, count: Int, pace: Interval = .milliseconds(1),
        patience: Interval = .milliseconds(300), payload: Int = 56
    ) {
        self.target = target
        self.count = count
        self.pace = pace.nanoseconds
        self.patience = patience.nanoseconds
        self.payload = payload
    }

    /// Sends and waits for the answers.
    package func run(on socket: TestSocket) throws -> Result {
        try Background {
            // The clock must not run on while somebody else's work holds up the one who reads it.
            lab_thread_begin("ping", -15)
            return try exchange(on: socket)
        }.wait()
    }

    private func exchange(on socket: TestSocket) throws -> Result {
        let watch = try SocketWatch(socket)
        var result = Result()
        result.roundTrips = Array(repeating: nil, count: count)
        var departures: [Int64] = []
        departures.reserveCapacity(count)
        var latest = -1
        var buffer = Array(repeating: UInt8(0), count: 65_536)
        var due = monotonicNanoseconds()
        for number in 0..<count {
            while watch.isReadable(before: due) {
                try receive(from: socket, &buffer, departures, &latest, &result)
            }
            departures.append(monotonicNanoseconds())
            if socket.send(request(number), to: target) { result.sent += 1 }
            // From now on: making up for a pause would be a burst that no queue holds.
            due = departures[number] + pace
        }
        let end = monotonicNanoseconds() + patience
        while watch.isReadable(before: end) {
            try receive(from: socket, &buffer, departures, &latest, &result)
        }
        return result
    }

    private func receive(
        from socket: TestSocket, _ buffer: inout [UInt8], _ departures: [Int64],
        _ latest: inout Int, _ result: inout Result
    ) throws {
        let size = try socket.receive(into: &buffer)
        let now = monotonicNanoseconds()
        let header = Int(buffer[0] & 15) * 4
        guard size >= header + 12, buffer[header] == 0 else { return }
        let number = (0..<4).reduce(0) { $0 << 8 | Int(buffer[header + 8 + $1]) }
        guard number < departures.count else { return }
        if result.roundTrips[number] != nil {
            result.duplicates += 1
        } else {
            result.roundTrips[number] = now - departures[number]
            if number < latest { result.overtaken += 1 }
            latest = max(latest, number)
        }
    }

    /// The number stands in the payload: the field for it has only 16 bits.
    private func request(_ number: Int) -> [UInt8] {
        var bytes = Array(repeating: UInt8(0), count: 8 + max(payload, 4))
        bytes[0] = 8
        bytes[6] = UInt8(truncatingIfNeeded: number >> 8)
        bytes[7] = UInt8(truncatingIfNeeded: number)
        for index in 0..<4 {
            bytes[8 + index] = UInt8(truncatingIfNeeded: number >> (24 - 8 * index))
        }
        var sum = stride(from: 0, to: bytes.count - 1, by: 2).reduce(UInt32(0)) {
            $0 + UInt32(bytes[$1]) << 8 + UInt32(bytes[$1 + 1])
        }
        while sum > 0xffff { sum = (sum & 0xffff) + sum >> 16 }
        bytes[2] = UInt8(truncatingIfNeeded: ~sum >> 8)
        bytes[3] = UInt8(truncatingIfNeeded: ~sum)
        return bytes
    }
}
