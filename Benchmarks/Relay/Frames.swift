import Glibc

/// The fabric's end of a wire whose machine gives back what it gets.
struct Frames {
    private static let largest = 1_514
    /// So many frames are on the way at once.
    private static let window = 64
    /// What has not come back after so many milliseconds is lost.
    private static let patience: Int32 = 200

    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Whether a frame comes back, as soon as the machine is there.
    func isAnswered(within seconds: Int) -> Bool {
        for _ in 0..<seconds * 10 {
            put([1])
            if take(within: 100) { return true }
        }
        return false
    }

    /// The median time of a frame there and back, in seconds.
    ///
    /// - Throws: `Failure` where none comes back.
    func roundTrip(of frame: [UInt8], count: Int) throws -> Double {
        while take(within: 300) {}
        var times: [Double] = []
        for _ in 0..<count {
            let began = Self.now
            put(frame)
            if take(within: 1_000) { times.append(Self.now - began) }
        }
        guard !times.isEmpty else { throw Failure("no frame came back") }
        return times.sorted()[times.count / 2]
    }

    /// How many megabits come back in a second where there are always some on the way.
    func throughput(seconds: Double) -> Double {
        let frame = [UInt8](repeating: 0x55, count: Self.largest)
        for _ in 0..<Self.window { put(frame) }
        let began = Self.now
        var count = 0
        while Self.now - began < seconds {
            if take(within: Self.patience) {
                count += 1
                put(frame)
            } else {
                for _ in 0..<Self.window { put(frame) }
            }
        }
        return Double(count * Self.largest * 8) / (Self.now - began) / 1e6
    }

    private func put(_ frame: [UInt8]) {
        _ = send(descriptor, frame, frame.count, Int32(MSG_NOSIGNAL))
    }

    private func take(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return false }
        var frame = [UInt8](repeating: 0, count: 65_536)
        return recv(descriptor, &frame, frame.count, Int32(MSG_DONTWAIT)) > 0
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
