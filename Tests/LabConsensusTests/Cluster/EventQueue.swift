import LabNetwork

/// A binary heap of events by time, and by the order they were added where times are equal.
struct EventQueue<Payload> {
    private var heap: [(at: Instant, order: UInt64, payload: Payload)] = []
    private var count: UInt64 = 0

    var nextTime: Instant? { heap.first?.at }

    mutating func add(_ payload: Payload, at time: Instant) {
        heap.append((time, count, payload))
        count += 1
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> (at: Instant, payload: Payload)? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && isBefore(child, least) { least = child }
            if least == parent { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return (first.at, first.payload)
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].at, heap[a].order) < (heap[b].at, heap[b].order)
    }
}
