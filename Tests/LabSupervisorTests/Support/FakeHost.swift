import CLinux
import Glibc
import LabHost
import LabNetwork
import LabPrograms
import Synchronization

@testable import LabSupervisor

/// An agent that does nothing but answer, on a thread of its own.
final class FakeHost: Sendable {
    /// How many pieces of 64 KiB the command `flood` writes.
    static let floodPieces = 128

    let name: String
    private let descriptor: Int32
    private let orders = Mutex<[HostOrder]>([])
    private let running = Mutex<[String]>([])
    private let commands = Mutex<Set<UInt32>>([])
    private let sending = Mutex<Void>(())
    private let counted: Int
    /// Whether it is spoken to only after a greeting, as a machine.
    private let awaitsGreeting: Bool
    private let isGreeted: Atomic<Bool>
    /// Whether nothing of it goes on.
    let isFrozen = Atomic(false)
    /// Whether it never says a word.
    let isMute = Atomic(false)
    /// Whether it neither falls silent nor writes its disk.
    let isBusy = Atomic(false)

    /// - Parameter counted: how many requests each stream of traffic has made.
    init(name: String, descriptor: Int32, counted: Int, awaitsGreeting: Bool = false) {
        self.name = name
        self.descriptor = descriptor
        self.counted = counted
        self.awaitsGreeting = awaitsGreeting
        isGreeted = Atomic(!awaitsGreeting)
    }

    // Closed no earlier, so that `end` never means somebody else's descriptor.
    deinit { close(descriptor) }

    /// Runs until the other end is closed.
    func run() {
        if !awaitsGreeting { say(.hello(clock: PollLoop.now)) }
        var decoder = FrameDecoder()
        var unread: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { break }
            while isFrozen.load(ordering: .acquiring) { usleep(200) }
            if isMute.load(ordering: .relaxed) { continue }
            unread += bytes[..<count]
            if !isGreeted.load(ordering: .relaxed) {
                guard unread.count >= Greeting.bytes.count else { continue }
                // What is said before a greeting would be a mistake of the supervisor.
                guard unread.starts(with: Greeting.bytes) else { break }
                unread.removeFirst(Greeting.bytes.count)
                decoder = FrameDecoder()
                isGreeted.store(true, ordering: .relaxed)
                say(.hello(clock: PollLoop.now))
            }
            decoder.append(unread)
            unread = []
            while let frame = try? decoder.next() { take(frame) }
        }
    }

    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// What the agent was told to do so far.
    var ordered: [HostOrder] { orders.withLock { $0 } }

    /// Whether a process runs, and has been reported to.
    func runs(_ process: String) -> Bool { running.withLock { $0.contains(process) } }

    /// Says something to the supervisor.
    func say(_ report: HostReport) {
        guard let frame = try? Frame.message(encoding: report) else { return }
        send(frame.bytes)
    }

    func log(_ line: String, of process: String) {
        say(.log(process: process, at: PollLoop.now, line: line))
    }

    func send(_ bytes: [UInt8]) {
        sending.withLock { _ in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = lab_send(descriptor, Array(rest), rest.count, -1)
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    private func take(_ frame: Frame) {
        switch frame {
        case .message(let text):
            guard let order = try? Frame.decode(HostOrder.self, from: text) else { return }
            orders.withLock { $0.append(order) }
            carryOut(order)
        case .stream(let number, let bytes):
            // Commands and connections give back what they are given.
            send(Frame.stream(number, bytes).bytes)
        case .errorStream: break
        }
    }

    private func carryOut(_ order: HostOrder) {
        switch order {
        case .configure: say(.configured)
        case .detach:
            if !isBusy.load(ordering: .relaxed) { say(.detached) }
            isGreeted.store(false, ordering: .relaxed)
        case .syncDisk: if !isBusy.load(ordering: .relaxed) { say(.synced) }
        case .start(let spec):
            tell(spec.name, .running(pid: 42))
            running.withLock { if !$0.contains(spec.name) { $0.append(spec.name) } }
        case .stop(let name): finish(name, .exited(code: 0))
        case .signal(let name, let signal): finish(name, .signaled(signal))
        case .freeze(let names, let isFrozen):
            for name in names { tell(name, isFrozen ? .paused : .running(pid: 42)) }
        case .probe(let number, let request): answer(number, request)
        case .trafficStatistics(let name):
            var statistics = TrafficStatistics()
            statistics.requests = counted
            say(.traffic(name: name, statistics))
        case .execute(let number, let spec):
            commands.withLock { _ = $0.insert(number) }
            send(Frame.stream(number, Array(spec.command.joined(separator: " ").utf8)).bytes)
            send(Frame.errorStream(number, Array("on \(name)".utf8)).bytes)
            guard spec.command == ["flood"] else { return }
            let piece = Frame.stream(number, Array(repeating: 120, count: 1 << 16)).bytes
            for _ in 0..<FakeHost.floodPieces { send(piece) }
            say(.ended(number, code: 0))
        case .endOfStream(let number):
            let isCommand = commands.withLock { $0.remove(number) } != nil
            say(isCommand ? .ended(number, code: 7) : .streamClosed(number, reason: nil))
        case .shutDown:
            for name in running.withLock({ $0 }).reversed() { finish(name, .exited(code: 0)) }
            say(.down)
        default: break
        }
    }

    private func answer(_ number: UInt64, _ request: ProbeRequest) {
        // A question about this address stays without an answer.
        if case .ping(IPv4Address(192, 0, 2, 1), _) = request { return }
        let now = PollLoop.now
        say(.probed(number, ProbeResult(outcome: .reached, askedAt: now, answeredAt: now)))
    }

    func finish(_ name: String, _ state: ProcessReport.State) {
        let wasThere = running.withLock { running in
            let count = running.count
            running.removeAll { $0 == name }
            return running.count < count
        }
        if wasThere { tell(name, state) }
    }

    private func tell(_ name: String, _ state: ProcessReport.State) {
        say(.process(ProcessReport(name: name, state: state, at: PollLoop.now)))
    }
}
