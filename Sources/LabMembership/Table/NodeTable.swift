import LabNetwork
import LabProgram

/// The members that an agent knows: dense records by number, found by key, their names and tags
/// packed in one array.
struct NodeTable: Sendable {
    /// The records; a member keeps its number until it is forgotten.
    var records: [NodeRecord] = []
    /// How many members there are.
    private(set) var count = 0
    /// Numbers of records in open addressing; -1 for a free slot. At most half are taken.
    private var slots = [Int32](repeating: -1, count: 16)
    private var vacancies: [Int32] = []
    private var identities: [UInt8] = []
    private var wastedIdentityBytes = 0

    /// The number of a member.
    func find(_ key: NodeKey) -> Int? {
        let mask = slots.count &- 1
        var slot = NodeTable.hash(key) & mask
        while true {
            let index = slots[slot]
            if index < 0 { return nil }
            if records[Int(index)].key == key { return Int(index) }
            slot = (slot &+ 1) & mask
        }
    }

    private static func hash(_ key: NodeKey) -> Int {
        Int(truncatingIfNeeded: key.bits ^ key.bits >> 29)
    }

    /// Makes room for as many members as are expected.
    mutating func reserve(members: Int, identityBytes: Int) {
        if members > records.capacity { records.reserveCapacity(members) }
        if identityBytes > identities.capacity { identities.reserveCapacity(identityBytes) }
    }

    /// Adds a member that is not there.
    mutating func insert(_ key: NodeKey, at endpoint: Endpoint, now: Instant) -> Int {
        let record = NodeRecord(
            key: key, changedAt: now, address: endpoint.address, port: endpoint.port,
            identityLength: 0, identityStart: 0, incarnation: 0)
        let index: Int
        if let vacancy = vacancies.popLast() {
            index = Int(vacancy)
            records[index] = record
        } else {
            index = records.count
            records.append(record)
        }
        count += 1
        if count * 2 > slots.count {
            rebuildSlots(slots.count * 2)
        } else {
            enter(index)
        }
        return index
    }

    private mutating func enter(_ index: Int) {
        let mask = slots.count &- 1
        var slot = NodeTable.hash(records[index].key) & mask
        while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
        slots[slot] = Int32(truncatingIfNeeded: index)
    }

    private mutating func rebuildSlots(_ size: Int) {
        slots = [Int32](repeating: -1, count: size)
        for index in records.indices where !records[index].isVacant { enter(index) }
    }

    /// Forgets a member; its number may be given to another one.
    mutating func remove(_ index: Int) {
        wastedIdentityBytes += Int(records[index].identityLength)
        records[index].isVacant = true
        records[index].status = nil
        records[index].isInRing = false
        records[index].broadcast = 0
        records[index].identityLength = 0
        vacancies.append(Int32(truncatingIfNeeded: index))
        count -= 1
        rebuildSlots(slots.count)
    }
}

extension NodeTable {
    /// Where the name and the tags of a member are: the length of the name, the name, the tags.
    private func identityRange(of index: Int) -> Range<Int> {
        let start = Int(records[index].identityStart)
        return start..<start + Int(records[index].identityLength)
    }

    /// The name of a member.
    func name(of index: Int) -> String {
        let range = identityRange(of: index)
        guard !range.isEmpty else { return "" }
        let start = range.lowerBound + 1
        return String(
            decoding: identities[start..<start + Int(identities[range.lowerBound])], as: UTF8.self)
    }

    /// The tags of a member.
    func tags(of index: Int) -> MemberTags {
        let range = identityRange(of: index)
        guard !range.isEmpty else { return MemberTags() }
        let start = range.lowerBound + 1 + Int(identities[range.lowerBound])
        return MemberTags(packed: Array(identities[start..<range.upperBound]))
    }

    /// Whether a member's name and tags are these bytes.
    func hasIdentity(_ index: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let own = identityRange(of: index)
        return own.count == range.count && identities[own].elementsEqual(bytes[range])
    }

    /// Keeps a member's name and tags.
    mutating func setIdentity(of index: Int, _ bytes: [UInt8], _ range: Range<Int>) {
        wastedIdentityBytes += Int(records[index].identityLength)
        records[index].identityLength = 0
        if wastedIdentityBytes > 4096, wastedIdentityBytes * 2 > identities.count { compact() }
        let needed = identities.count + range.count
        if needed > identities.capacity {
            // Not doubled: most of what a table holds is here.
            identities.reserveCapacity(needed + needed / 8 + 256)
        }
        records[index].identityStart = UInt32(truncatingIfNeeded: identities.count)
        records[index].identityLength = UInt16(truncatingIfNeeded: range.count)
        identities += bytes[range]
    }

    private mutating func compact() {
        var kept: [UInt8] = []
        kept.reserveCapacity(identities.count - wastedIdentityBytes + 1024)
        for index in records.indices where !records[index].isVacant {
            let range = identityRange(of: index)
            records[index].identityStart = UInt32(truncatingIfNeeded: kept.count)
            kept += identities[range]
        }
        identities = kept
        wastedIdentityBytes = 0
    }

    /// Writes what an alive message and a state exchange say of a member.
    func writeClaim(of index: Int, to writer: inout ByteWriter) {
        let record = records[index]
        writer.fixed64(record.key.bits)
        writer.number(UInt64(record.incarnation))
        writer.endpoint(record.endpoint)
        let range = identityRange(of: index)
        writer.number(UInt64(range.count))
        writer.bytes += identities[range]
    }

    /// How many bytes `writeClaim` writes.
    func claimLength(of index: Int) -> Int {
        let length = Int(records[index].identityLength)
        return 8 + numberLength(records[index].incarnation) + 6
            + numberLength(UInt32(length)) + length
    }

    /// How many bytes all names and tags take.
    var identityBytes: Int { identities.count - wastedIdentityBytes }
}

/// How many bytes a number takes in 7-bit groups.
func numberLength(_ value: UInt32) -> Int {
    (UInt32.bitWidth - (value | 1).leadingZeroBitCount + 6) / 7
}
