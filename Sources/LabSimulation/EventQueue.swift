import LabNetwork

/// What is still to happen, by time and, at equal times, in the order it was scheduled.
///
/// A 4-ary heap of small keys over a table of slots, so that sifting moves 24 bytes whatever an
/// occurrence holds, and cancelling is a write to a slot.
struct EventQueue {
    private struct Key {
        var time: Int64
        var sequence: UInt64
        var slot: Int32

        func comes(before other: Key) -> Bool {
            time < other.time || (time == other.time && sequence < other.sequence)
        }
    }

    private struct Slot {
        var occurrence: Occurrence
        var generation: UInt32
    }

    private var heap: ContiguousArray<Key> = []
    private var slots: ContiguousArray<Slot> = []
    private var freeSlots: ContiguousArray<Int32> = []
    private var nextSequence: UInt64 = 0

    /// When the next occurrence is due, a cancelled one included.
    var nextTime: Int64? { heap.first?.time }

    /// Schedules an occurrence.
    ///
    /// - Returns: a number with which it can be cancelled; it is never used again.
    @discardableResult
    mutating func schedule(_ occurrence: Occurrence, at time: Int64) -> UInt64 {
        let slot: Int32
        if let free = freeSlots.popLast() {
            slot = free
            slots[Int(slot)].occurrence = occurrence
        } else {
            slot = Int32(slots.count)
            slots.append(Slot(occurrence: occurrence, generation: 0))
        }
        push(Key(time: time, sequence: nextSequence, slot: slot))
        nextSequence += 1
        return UInt64(slots[Int(slot)].generation) << 32 | UInt64(slot)
    }

    /// Makes sure that an occurrence does not happen; one that has is ignored.
    mutating func cancel(_ id: UInt64) {
        let slot = Int(id & 0xffff_ffff)
        guard slot < slots.count, UInt64(slots[slot].generation) == id >> 32 else { return }
        slots[slot].occurrence = .cancelled
    }

    /// Takes the next occurrence off; the queue must not be empty.
    mutating func popNext() -> Occurrence {
        let slot = Int(heap[0].slot)
        removeFirst()
        let occurrence = slots[slot].occurrence
        slots[slot].occurrence = .cancelled
        slots[slot].generation &+= 1
        freeSlots.append(Int32(slot))
        return occurrence
    }

    private mutating func push(_ key: Key) {
        heap.append(key)
        heap.withUnsafeMutableBufferPointer { keys in
            var child = keys.count - 1
            while child > 0 {
                let parent = (child - 1) >> 2
                guard key.comes(before: keys[parent]) else { break }
                keys[child] = keys[parent]
                child = parent
            }
            keys[child] = key
        }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap.withUnsafeMutableBufferPointer { keys in
            var parent = 0
            while true {
                let first = (parent << 2) + 1
                guard first < keys.count else { break }
                var best = first
                for child in (first + 1)..<max(first + 1, min(first + 4, keys.count))
                where keys[child].comes(before: keys[best]) {
                    best = child
                }
                guard keys[best].comes(before: last) else { break }
                keys[parent] = keys[best]
                parent = best
            }
            keys[parent] = last
        }
    }
}
