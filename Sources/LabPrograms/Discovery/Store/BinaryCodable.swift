import LabNetwork
import LabProgram

/// A value that travels through the consensus log, a snapshot or a frame between agents.
protocol BinaryCodable {
    /// Writes the value behind what the writer holds.
    func write(to writer: inout ByteWriter)
    /// Reads a value from bytes that may be anything.
    init(from reader: inout ByteReader) throws(ByteReader.Malformed)
}

extension BinaryCodable {
    /// The value as bytes of its own.
    func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        write(to: &writer)
        return writer.bytes
    }

    /// Reads a value that fills the bytes from the first to the last.
    init(decoding bytes: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.remaining == 0 else { throw ByteReader.Malformed() }
    }
}

extension ByteWriter {
    mutating func flag(_ value: Bool) { byte(value ? 1 : 0) }

    mutating func signed(_ value: Int64) {
        number(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63))
    }

    mutating func texts(_ values: [String]) {
        number(UInt64(values.count))
        for value in values { text(value) }
    }

    mutating func values<Value: BinaryCodable>(_ values: [Value]) {
        number(UInt64(values.count))
        for value in values { value.write(to: &self) }
    }
}

extension ByteReader {
    mutating func flag() throws(Malformed) -> Bool {
        let value = try byte()
        guard value <= 1 else { throw Malformed() }
        return value == 1
    }

    mutating func signed() throws(Malformed) -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func port() throws(Malformed) -> UInt16 {
        guard let value = UInt16(exactly: try number()) else { throw Malformed() }
        return value
    }

    mutating func texts() throws(Malformed) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count()) { texts.append(try text()) }
        return texts
    }

    mutating func values<Value: BinaryCodable>(
        of type: Value.Type = Value.self
    ) throws(Malformed) -> [Value] {
        var values: [Value] = []
        for _ in 0..<(try count()) { values.append(try Value(from: &self)) }
        return values
    }
}
