/// Finds a dense number by address, without the cost of a seeded hash.
///
/// Each packet asks once, so this is an open-addressing table of its own.
struct AddressIndex: Sendable {
    private var keys: [UInt32] = Array(repeating: 0, count: 16)
    private var values: [Int32] = Array(repeating: -1, count: 16)
    private var count = 0

    /// The number of an address, if it has one.
    subscript(address: IPv4Address) -> Int? {
        let mask = keys.count - 1
        var slot = Self.slot(of: address.bits) & mask
        while values[slot] >= 0 {
            if keys[slot] == address.bits { return Int(values[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Gives an address a number.
    mutating func insert(_ address: IPv4Address, _ value: Int) {
        if (count + 1) * 2 > keys.count { grow() }
        place(address.bits, Int32(value))
        count += 1
    }

    private static func slot(of bits: UInt32) -> Int {
        Int((bits &* 0x9e37_79b1) >> 8)
    }

    private mutating func place(_ key: UInt32, _ value: Int32) {
        let mask = keys.count - 1
        var slot = Self.slot(of: key) & mask
        while values[slot] >= 0 && keys[slot] != key { slot = (slot + 1) & mask }
        keys[slot] = key
        values[slot] = value
    }

    private mutating func grow() {
        let old = zip(keys, values).filter { $0.1 >= 0 }
        keys = Array(repeating: 0, count: keys.count * 2)
        values = Array(repeating: -1, count: keys.count)
        for (key, value) in old { place(key, value) }
    }
}
