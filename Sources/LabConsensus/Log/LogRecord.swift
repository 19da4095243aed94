import LabProgram

/// What one record of the log's store says.
enum LogRecord {
    /// The log begins behind this place; what was before is in the snapshot.
    case base(LogPosition)
    /// An entry; all that the store held at this index or later is void.
    case entry(UInt64, LogEntry)

    static let entryMark: UInt8 = 0
    static let baseMark: UInt8 = 1

    /// Reads a record.
    init(decoding bytes: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        switch try reader.byte() {
        case LogRecord.entryMark:
            let index = try reader.place()
            self = .entry(index, try LogEntry(reading: &reader))
        case LogRecord.baseMark:
            let index = try reader.place()
            self = .base(LogPosition(index: index, term: try reader.place()))
        default:
            throw ByteReader.Malformed()
        }
    }

    /// The record that says where the log begins.
    static func base(of position: LogPosition) -> [UInt8] {
        var writer = ByteWriter(capacity: 8)
        writer.byte(baseMark)
        writer.number(position.index)
        writer.number(position.term)
        return writer.bytes
    }
}
