import LabNetwork
import Testing

@testable import LabFabric

/// A queue that test macros can look at.
private final class Queue {
    private var queue = DeliveryQueue()

    var nextArrival: Int64 { queue.nextArrival }

    func insert(_ frame: EthernetFrame, for port: Int, at: Int64) -> Bool {
        queue.insert(frame, for: port, at: at)
    }

    func removeFirst() -> (port: Int, hex: String, offload: OffloadHeader)? {
        guard let delivery = queue.removeFirst() else { return nil }
        defer { queue.release(delivery.frame) }
        return (delivery.port, delivery.frame.hex, delivery.frame.offload)
    }

    /// Takes everything out and tells the ports in that order.
    func drain() -> [Int] {
        var ports: [Int] = []
        while let next = removeFirst() { ports.append(next.port) }
        return ports
    }
}

@Suite struct DeliveryQueueTests {
    private let queue = Queue()
    private let memory = FrameMemory()

    @Test func framesComeOutByTimeAndThenInTheOrderTheyWentIn() {
        let frame = memory.frame(Golden.echo)
        #expect(queue.nextArrival == .max)
        for (port, at) in ([30, 10, 20, 10, 30, 10] as [Int64]).enumerated() {
            #expect(queue.insert(frame, for: port, at: at))
        }
        #expect(queue.nextArrival == 10)
        #expect(queue.drain() == [1, 3, 5, 2, 0, 4])
        #expect(queue.nextArrival == .max)
    }

    @Test func anyOrderOfMomentsIsSorted() {
        let frame = memory.frame(Golden.echo)
        var random = RandomStream(seed: 3)
        let moments = (0..<2_000).map { _ in Int64(random.next(below: 500)) }
        for (port, at) in moments.enumerated() {
            #expect(queue.insert(frame, for: port, at: at))
        }
        let expected = moments.indices.sorted { (moments[$0], $0) < (moments[$1], $1) }
        #expect(queue.drain() == expected)
    }

    @Test func framesAreKeptByteForByteWhateverTheirSize() throws {
        let large = memory.frame(String(repeating: "5a", count: 60_000))
        let small = memory.frame(Golden.datagram, offload: Golden.partialChecksum)
        #expect(queue.insert(large, for: 0, at: 2))
        #expect(queue.insert(small, for: 1, at: 1))
        let first = try #require(queue.removeFirst())
        #expect(first.hex == Golden.datagram && first.offload == Golden.partialChecksum)
        let second = try #require(queue.removeFirst())
        #expect(second.hex == large.hex)
    }

    @Test func aFullQueueTakesNoMoreUntilThereIsRoom() throws {
        let frame = memory.frame(String(repeating: "00", count: 65_526))
        let fits = DeliveryQueue.capacity / 65_536
        for at in 0..<fits { #expect(queue.insert(frame, for: 0, at: Int64(at))) }
        #expect(!queue.insert(frame, for: 0, at: 0))
        _ = try #require(queue.removeFirst())
        #expect(queue.insert(frame, for: 0, at: 0))
    }
}
