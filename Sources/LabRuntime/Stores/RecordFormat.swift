/// How a store lies in its file.
///
/// The file begins with a mark, the number of records that it was made with, and a checksum. Each
/// record is its length, a checksum over length and content, and the content. Numbers have four
/// bytes, the lowest first. What follows the last whole record is what a power cut left of the next.
enum RecordFormat {
    /// The first bytes of every file.
    private static let mark = Array("labstor1".utf8)
    static let headerSize = 16
    private static let prefixSize = 8

    /// What was read of a file.
    struct Content {
        var records: [[UInt8]]
        /// How many bytes of the file are whole.
        var size: Int
    }

    /// A file that begins with these records.
    static func file(of records: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            records.reduce(headerSize) { $0 + prefixSize + $1.count })
        bytes += mark
        append(UInt32(records.count), to: &bytes)
        append(CRC32C.checksum(bytes), to: &bytes)
        for record in records { append(record, to: &bytes) }
        return bytes
    }

    /// A record as it is added to a file.
    static func entry(of record: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(prefixSize + record.count)
        append(record, to: &bytes)
        return bytes
    }

    /// Reads a file up to the first record that is not whole.
    ///
    /// - Returns: `nil` for a file that does not hold all the records that it was made with.
    static func read(_ bytes: [UInt8]) -> Content? {
        guard bytes.count >= headerSize, bytes.starts(with: mark),
            number(in: bytes, at: 12) == CRC32C.checksum(bytes[..<12])
        else { return nil }
        let least = number(in: bytes, at: 8)
        var records: [[UInt8]] = []
        var position = headerSize
        while let record = record(in: bytes, at: position) {
            records.append(record)
            position += prefixSize + record.count
        }
        return records.count >= Int(least) ? Content(records: records, size: position) : nil
    }

    private static func record(in bytes: [UInt8], at position: Int) -> [UInt8]? {
        guard bytes.count - position >= prefixSize else { return nil }
        let length = Int(number(in: bytes, at: position))
        let start = position + prefixSize
        guard bytes.count - start >= length else { return nil }
        let prefix = CRC32C.checksum(bytes[position..<(position + 4)])
        let content = bytes[start..<(start + length)]
        guard CRC32C.checksum(content, after: prefix) == number(in: bytes, at: position + 4) else {
            return nil
        }
        return Array(content)
    }

    private static func append(_ record: [UInt8], to bytes: inout [UInt8]) {
        let start = bytes.count
        append(UInt32(record.count), to: &bytes)
        append(CRC32C.checksum(record, after: CRC32C.checksum(bytes[start...])), to: &bytes)
        bytes += record
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        for shift in [0, 8, 16, 24] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    private static func number(in bytes: [UInt8], at position: Int) -> UInt32 {
        bytes[position..<(position + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
