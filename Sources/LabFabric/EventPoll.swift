import CLinux
import Glibc

/// What the fabric's thread waits on: readable devices, its alarm, and the bell that others ring.
struct EventPoll: Sendable {
    private let poll: lab_poll

    /// The token of the alarm; a device's is smaller, the bell's is greater.
    static let alarm = UInt32(0xffff_fffe)

    /// Room for the tokens of one wait.
    static func tokens() -> [UInt32] { Array(repeating: 0, count: 64) }

    init() throws {
        var poll = lab_poll()
        try Self.check(lab_poll_open(&poll), "make an epoll set")
        self.poll = poll
    }

    func add(_ descriptor: Int32, token: UInt32) throws {
        try withUnsafePointer(to: poll) {
            try Self.check(lab_poll_add($0, descriptor, token), "watch a device")
        }
    }

    func remove(_ descriptor: Int32) {
        withUnsafePointer(to: poll) { _ = lab_poll_remove($0, descriptor) }
    }

    func setAlarm(_ moment: Int64) {
        withUnsafePointer(to: poll) { _ = lab_poll_set_alarm($0, moment) }
    }

    func ring() {
        withUnsafePointer(to: poll) { _ = lab_poll_ring($0) }
    }

    /// Waits until something is the case and writes what by tokens; returns how many there are.
    func wait(_ tokens: inout [UInt32]) -> Int {
        let room = Int32(tokens.count)
        return withUnsafePointer(to: poll) { Int(max(0, lab_poll_wait($0, &tokens, room, 1))) }
    }

    func close() {
        withUnsafePointer(to: poll) { lab_poll_close($0) }
    }

    private static func check(_ result: Int32, _ what: String) throws {
        guard result < 0 else { return }
        throw FabricError(
            "cannot \(what): \(String(cString: strerror(-result)))", errno: -result)
    }
}
