/// Numbers and texts at places in bytes; `nil` for what lies outside.
struct LittleEndian {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// A place that a file names, which may lie anywhere; something can be added to it safely.
    static func place(_ value: UInt64) -> Int { Int(min(value, UInt64(Int.max / 2))) }

    func u16(_ offset: Int) -> UInt16? { number(offset) }
    func u32(_ offset: Int) -> UInt32? { number(offset) }
    func u64(_ offset: Int) -> UInt64? { number(offset) }

    /// The text up to the next zero byte, of a path's length at most.
    func text(at offset: Int) -> String? {
        guard offset >= 0, offset < bytes.count else { return nil }
        let end = min(bytes.count, offset + 4096)
        guard let zero = bytes[offset..<end].firstIndex(of: 0) else { return nil }
        return String(decoding: bytes[offset..<zero], as: UTF8.self)
    }

    private func number<Number: FixedWidthInteger>(_ offset: Int) -> Number? {
        let size = MemoryLayout<Number>.size
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
