import Glibc
import LabNetwork

/// The switch itself: it takes frames from devices, asks the model, and gives them to devices.
///
/// One thread at a time works with it; the fabric sees to that.
struct Switch: ~Copyable {
    /// Frames that one port may send before it is another's turn: few, so that the answers to a
    /// window of superframes are under way before its end.
    private static let turn = 16
    /// Nanoseconds between alarms at least: each costs as much as some frames.
    private static let alarmPause: Int64 = 50_000
    /// More than the longest superframe, 64 KiB and headers.
    private static let bufferSize = 128 << 10

    var model: NetworkModel
    /// By the model's numbers of links: as many as the model has.
    var ports: [SwitchPort] = []
    var captures: [CaptureBuffer] = []
    var queue = DeliveryQueue()
    /// The moment that the frame in work was read.
    var now: Int64 = 0
    /// Which bit of a corrupted frame is flipped; whether one is, the model says.
    var bits = RandomStream(seed: 0, purpose: "fabric/corruption")

    /// Where frames are read to.
    private let buffer: UnsafeMutableRawPointer
    /// Where segments, corrupted copies and answers are made.
    let segment: UnsafeMutableRawPointer
    let workbench: UnsafeMutableRawPointer
    private let poll: EventPoll
    private var alarm = Int64.max
    private var lastAlarm: Int64 = 0

    init(model: NetworkModel, poll: EventPoll) {
        self.model = model
        self.poll = poll
        func memory() -> UnsafeMutableRawPointer {
            .allocate(byteCount: Self.bufferSize, alignment: 4_096)
        }
        buffer = memory()
        segment = memory()
        workbench = memory()
        renewPorts()
    }

    deinit {
        for memory in [buffer, segment, workbench] { memory.deallocate() }
    }

    /// Does all that is to be done now.
    ///
    /// - Parameter tokens: which devices have frames.
    mutating func work(_ tokens: ArraySlice<UInt32>) {
        now = MonotonicClock.nanoseconds()
        deliverDue()
        for token in tokens {
            if token < EventPoll.alarm { receive(from: Int(token)) }
            if token == EventPoll.alarm { lastAlarm = now }
        }
        // A frame by itself arrives to the point; of a stream of them, several at each alarm.
        let next = max(queue.nextArrival, lastAlarm + Self.alarmPause)
        let wanted = queue.nextArrival == .max ? .max : next
        if wanted != alarm {
            alarm = wanted
            poll.setAlarm(alarm)
        }
    }

    private mutating func receive(from port: Int) {
        for _ in 0..<Self.turn {
            let descriptor = ports[port].descriptor
            guard descriptor >= 0 else { return }
            let count =
                ports[port].isDatagrams
                ? DatagramSocket.receive(from: descriptor, into: buffer, Self.bufferSize)
                : read(descriptor, buffer, Self.bufferSize)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && ports[port].isDatagrams && DatagramSocket.isPassing(errno) { continue }
            if count <= 0 {
                // Anything else than "no more" is for good: the device went with its host.
                if count < 0 && errno != EAGAIN { poll.remove(descriptor) }
                return
            }
            // Each frame at its own moment, so that a burst does not make the last one late.
            now = MonotonicClock.nanoseconds()
            deliverDue()
            let frame = EthernetFrame(base: buffer, count: count)
            if frame.length >= EthernetFrame.headerSize { accept(frame, from: port) }
        }
    }
}
