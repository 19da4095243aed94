import LabNetwork
import LabProgram

/// The queue of a small simulated network: constant delay, loss, partitions, dead hosts.
///
/// Handles of connections are numbers that both ends share; the end is in the lowest bit.
final class TestWire {
    struct Item {
        var time: Int64
        var order: UInt64
        var slot: Int32
    }

    struct Connection {
        var hosts: (Int, Int)
        var isOpen = true
    }

    var now: Int64 = 0
    var delay = Interval.microseconds(500)
    /// How many of a million packets are lost.
    var lossPerMillion: UInt64 = 0
    var loss = RandomStream(seed: 77)
    /// The side of the partition that a host is on; hosts on other sides do not hear it.
    var side: [UInt8] = []
    var isUp: [Bool] = []
    /// How often the program of a host was killed; what was meant for an earlier life is dropped.
    var lives: [UInt32] = []
    var randoms: [RandomStream] = []
    var names: [String] = []
    var lines: [[String]] = []
    var keepsLines = false
    var stores: [Int: [StoreFile: [[UInt8]]]] = [:]
    var exits: [Int: Int64] = [:]
    var changes = 0
    var packets = 0
    var packetBytes = 0
    var largestPacket = 0
    var streamBytes = 0
    var timersSet = 0
    var handled = 0
    var corruptsEvery = 0

    private var heap: [Item] = []
    private var slots: [(host: Int32, generation: UInt32, life: UInt32, event: Event?)] = []
    private var free: [Int32] = []
    private var order: UInt64 = 0
    var connections: [Connection] = []

    func address(of host: Int) -> IPv4Address {
        IPv4Address(bits: 0x0a00_0001 + UInt32(host))
    }

    func host(of address: IPv4Address) -> Int? {
        let number = Int(address.bits) - 0x0a00_0001
        return isUp.indices.contains(number) ? number : nil
    }

    func addHost(_ name: String, seed: UInt64) -> Int {
        names.append(name)
        isUp.append(true)
        lives.append(0)
        side.append(0)
        lines.append([])
        randoms.append(RandomStream(seed: seed, purpose: "host/\(name)"))
        return names.count - 1
    }

    func reaches(_ from: Int, _ to: Int) -> Bool { side[from] == side[to] }

    @discardableResult
    func schedule(_ event: Event, for host: Int, after interval: Interval) -> UInt64 {
        let slot: Int32
        if let old = free.popLast() {
            slot = old
            slots[Int(slot)].host = Int32(host)
            slots[Int(slot)].life = lives[host]
            slots[Int(slot)].event = event
        } else {
            slot = Int32(slots.count)
            slots.append((Int32(host), 0, lives[host], event))
        }
        order += 1
        push(Item(time: now + interval.nanoseconds, order: order, slot: slot))
        return UInt64(slots[Int(slot)].generation) << 32 | UInt64(UInt32(slot))
    }

    func cancel(_ id: UInt64) {
        let slot = Int(id & 0xffff_ffff)
        guard slots.indices.contains(slot), slots[slot].generation == UInt32(id >> 32) else {
            return
        }
        slots[slot].event = nil
    }

    private static func precedes(_ a: Item, _ b: Item) -> Bool {
        a.time != b.time ? a.time < b.time : a.order < b.order
    }

    private func push(_ item: Item) {
        heap.append(item)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard TestWire.precedes(item, heap[parent]) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = item
    }

    private func pop() -> Item? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, TestWire.precedes(heap[child + 1], heap[child]) {
                child += 1
            }
            guard TestWire.precedes(heap[child], last) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = last
        return first
    }

    /// The next event that is not cancelled and not later than a time.
    func next(until end: Int64) -> (host: Int, event: Event)? {
        while let first = heap.first, first.time <= end, let item = pop() {
            let slot = Int(item.slot)
            let host = Int(slots[slot].host)
            let event = slots[slot].event
            let life = slots[slot].life
            slots[slot].event = nil
            slots[slot].generation &+= 1
            free.append(item.slot)
            now = item.time
            guard let event, isUp[host], life == lives[host] else { continue }
            handled += 1
            return (host, event)
        }
        now = max(now, end)
        return nil
    }

    /// Breaks the connections of a host whose program is gone.
    func reset(_ host: Int) {
        lives[host] += 1
        for number in connections.indices where connections[number].isOpen {
            let (a, b) = connections[number].hosts
            guard a == host || b == host else { continue }
            connections[number].isOpen = false
            let other = a == host ? b : a
            let end = ConnectionID(rawValue: UInt64(number * 2 + (a == host ? 1 : 0)))
            if isUp[other], reaches(host, other) {
                schedule(.closed(end, .reset), for: other, after: delay)
            }
        }
    }
}
