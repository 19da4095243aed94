/// The frames that are under way, by the moment of their arrival and then in the order they left.
struct DeliveryQueue: ~Copyable {
    /// A frame and where it arrives.
    struct Delivery {
        var at: Int64
        var order: UInt64
        var port: Int
        var frame: EthernetFrame

        /// Whether this one arrives before another.
        func isBefore(_ other: Delivery) -> Bool {
            at != other.at ? at < other.at : order < other.order
        }
    }

    /// Bytes that all frames together may take.
    static let capacity = 256 << 20

    /// A binary heap.
    private var heap: [Delivery] = []
    private var pool = FramePool()
    private var bytes = 0
    private var nextOrder: UInt64 = 0

    /// When the next frame arrives; far in the future where none is under way.
    private(set) var nextArrival = Int64.max

    /// Keeps a copy of a frame until it arrives.
    ///
    /// - Returns: whether there was room for it.
    mutating func insert(_ frame: EthernetFrame, for port: Int, at: Int64) -> Bool {
        let footprint = FramePool.footprint(of: frame.count)
        guard bytes + footprint <= Self.capacity else { return false }
        bytes += footprint
        let memory = pool.take(frame.count)
        memory.copyMemory(from: frame.base, byteCount: frame.count)
        heap.append(
            Delivery(
                at: at, order: nextOrder, port: port,
                frame: EthernetFrame(base: memory, count: frame.count)))
        nextOrder += 1
        siftUp(heap.count - 1)
        nextArrival = heap[0].at
        return true
    }

    /// Takes out the frame that arrives first; give its memory back with `release`.
    mutating func removeFirst() -> Delivery? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else {
            nextArrival = .max
            return last
        }
        heap[0] = last
        siftDown()
        nextArrival = heap[0].at
        return first
    }

    /// Gives back the memory of a frame that was taken out.
    mutating func release(_ frame: EthernetFrame) {
        bytes -= FramePool.footprint(of: frame.count)
        pool.giveBack(frame.base, frame.count)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            let child = parent * 2 + 1
            if child < heap.count && heap[child].isBefore(heap[least]) { least = child }
            if child + 1 < heap.count && heap[child + 1].isBefore(heap[least]) { least = child + 1 }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    deinit {
        for delivery in heap where delivery.frame.count > FramePool.blockSize {
            delivery.frame.base.deallocate()
        }
    }
}
