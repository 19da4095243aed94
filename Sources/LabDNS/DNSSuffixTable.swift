/// Where in a message which ends of names have been written: a hash table of offsets.
///
/// An entry is a 16-bit hash and a 14-bit offset; 0 is an empty slot, as no name begins before
/// the end of the header. At most 8,192 suffixes can begin below offset 16,384.
struct DNSSuffixTable {
    private var slots: [UInt32] = []
    private var count = 0

    /// The offset at which the suffix of a name that begins at `start` stands in the message.
    func find(_ wire: [UInt8], from start: Int, in message: [UInt8]) -> UInt16? {
        if slots.isEmpty { return nil }
        let hash = DNSSuffixTable.hash(wire, from: start)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let offset = UInt16(truncatingIfNeeded: slots[slot])
            if slots[slot] >> 16 == hash,
                DNSSuffixTable.matches(wire, from: start, in: message, at: Int(offset))
            {
                return offset
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Remembers that the suffix of a name that begins at `start` stands at an offset.
    mutating func insert(_ wire: [UInt8], from start: Int, at offset: Int) {
        if count * 2 >= slots.count { grow() }
        count += 1
        let hash = DNSSuffixTable.hash(wire, from: start)
        place(hash << 16 | UInt32(truncatingIfNeeded: offset))
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: max(32, old.count * 2))
        for entry in old where entry != 0 { place(entry) }
    }

    private mutating func place(_ entry: UInt32) {
        let mask = slots.count - 1
        var slot = Int(entry >> 16) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    /// Hashes the first label and how much follows it; enough to tell suffixes apart mostly.
    private static func hash(_ wire: [UInt8], from start: Int) -> UInt32 {
        var hash = 0x811c_9dc5 ^ UInt32(truncatingIfNeeded: wire.count - start)
        for index in start...start + Int(wire[start]) {
            hash = (hash ^ UInt32(wire[index])) &* 0x0100_0193
        }
        return (hash ^ hash >> 16) & 0xffff
    }

    /// Compares a suffix with what stands at an offset, pointers followed; case counts.
    private static func matches(
        _ wire: [UInt8], from start: Int, in message: [UInt8], at offset: Int
    ) -> Bool {
        var index = start
        var position = offset
        while position < message.count {
            let length = message[position]
            if length >= 0xc0 {
                position = Int(length & 0x3f) << 8 | Int(message[position + 1])
                continue
            }
            guard length == wire[index] else { return false }
            if length == 0 { return true }
            for step in 1...Int(length) where message[position + step] != wire[index + step] {
                return false
            }
            index += 1 + Int(length)
            position += 1 + Int(length)
        }
        return false
    }
}
