import Glibc
import LabNetwork
import LabRuntime

/// Where frames travel beside a link's stream, once it has been seen that they arrive.
///
/// Each datagram is a wire's number in network order and a frame; the number 0, which no wire has, is
/// a call or its answer.
final class FrameTunnel {
    /// So long after a call the next one is made, and so many are made.
    private static let (pause, mostCalls) = (Interval.milliseconds(100), 100)
    private static let callNumber: UInt32 = 0
    /// Without waiting: what finds no room is lost.
    private static let atOnce = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    private static let headerSize = 4

    let descriptor: Int32
    private let calls: Bool
    private var callsMade = 0
    private var nextCall = MachineClock.now
    /// Whether the other end has been heard.
    private(set) var isOpen = false

    /// Takes a datagram socket, which it then owns.
    ///
    /// - Parameter calls: whether this end calls, and the other one answers.
    init(_ descriptor: Int32, calls: Bool) {
        self.descriptor = descriptor
        self.calls = calls
    }

    deinit { close(descriptor) }

    private var isCalling: Bool { calls && !isOpen && callsMade < Self.mostCalls }

    /// How long may be waited until the next call, in milliseconds; -1 where there is none.
    var timeout: Int32 {
        guard isCalling else { return -1 }
        return Int32(max(0, (nextCall - MachineClock.now).nanoseconds / 1_000_000 + 1))
    }

    /// Calls the other end where it is time to.
    func call() {
        let now = MachineClock.now
        guard isCalling, now >= nextCall else { return }
        callsMade += 1
        nextCall = now + Self.pause
        send([], as: Self.callNumber)
    }

    /// Sends a frame of a wire.
    func send(_ frame: some Collection<UInt8>, as number: UInt32) {
        let header = stride(from: 24, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: number >> $0)
        }
        let bytes = header + frame
        _ = Glibc.send(descriptor, bytes, bytes.count, Self.atOnce)
    }

    /// Takes in the frames that have come, so many at a time that others have their turn.
    func receive(
        _ room: UnsafeMutableRawBufferPointer, _ take: (UInt32, [UInt8]) -> Void
    ) {
        for _ in 0..<64 {
            let count = recv(descriptor, room.baseAddress, room.count, Int32(MSG_DONTWAIT))
            // A refusal says that the other end is not there yet.
            if count < 0, errno == EINTR || errno == ECONNREFUSED { continue }
            guard count >= Self.headerSize else { return }
            let number = room[..<Self.headerSize].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if number == Self.callNumber {
                if !calls { send([], as: Self.callNumber) }
                isOpen = true
            } else {
                take(number, Array(room[Self.headerSize..<count]))
            }
        }
    }
}
