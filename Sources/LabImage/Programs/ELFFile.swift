/// What a program's or library's file says of what it needs (System V ABI, "Object Files", and
/// "Program Loading and Dynamic Linking"), for 64-bit little-endian machines.
struct ELFFile: Hashable, Sendable {
    /// The machine that it is for: 62 is x86-64, 183 is AArch64.
    var machine: UInt16
    /// The program that loads it (`PT_INTERP`); `nil` for a library, and a program that needs none.
    var interpreter: String?
    /// The libraries that it needs, by name (`DT_NEEDED`).
    var needed: [String] = []
    /// The directories where it has them looked for (`DT_RUNPATH`, else `DT_RPATH`).
    var searchPath: [String] = []

    // Program header types and dynamic tags of the ABI.
    private static let (load, dynamic, interpreterType): (UInt32, UInt32, UInt32) = (1, 2, 3)
    private static let (null, neededTag, stringTable): (UInt64, UInt64, UInt64) = (0, 1, 5)
    private static let (rpath, runpath): (UInt64, UInt64) = (15, 29)

    /// `nil` for a file that is none of these, or broken.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let file = LittleEndian(bytes)
        // The magic number, ELFCLASS64, ELFDATA2LSB.
        guard bytes.count >= 64, file.u32(0) == 0x464c_457f, bytes[4] == 2, bytes[5] == 1,
            let machine = file.u16(18), let table = file.u64(32), let size = file.u16(54),
            let count = file.u16(56)
        else { return nil }
        self.machine = machine
        var loaded: [(address: UInt64, offset: UInt64, size: UInt64)] = []
        var entries: [(tag: UInt64, value: UInt64)] = []
        for index in 0..<UInt64(count) {
            let header = LittleEndian.place(table &+ index &* UInt64(size))
            guard let type = file.u32(header), let offset = file.u64(header + 8),
                let address = file.u64(header + 16), let length = file.u64(header + 32)
            else { return nil }
            switch type {
            case Self.load: loaded.append((address, offset, length))
            case Self.interpreterType: interpreter = file.text(at: LittleEndian.place(offset))
            case Self.dynamic: entries = Self.entries(in: file, offset, length)
            default: break
            }
        }
        guard let strings = entries.first(where: { $0.tag == Self.stringTable })?.value else {
            return
        }
        // The table's place is given as it is in memory.
        guard
            let segment = loaded.first(where: {
                $0.address <= strings && strings - $0.address < $0.size
            })
        else { return nil }
        let base = strings - segment.address &+ segment.offset
        func text(_ value: UInt64) -> String? { file.text(at: LittleEndian.place(base &+ value)) }
        needed = entries.filter { $0.tag == Self.neededTag }.compactMap { text($0.value) }
        let path =
            entries.first { $0.tag == Self.runpath } ?? entries.first { $0.tag == Self.rpath }
        searchPath =
            path.flatMap { text($0.value) }?.split(separator: ":").map(String.init) ?? []
    }

    /// Reads a file; `nil` for one that is none of these, or can't be read.
    init?(path: String) {
        guard let file = MappedFile(path) else { return nil }
        self.init(file.bytes)
    }

    private static func entries(
        in file: LittleEndian, _ offset: UInt64, _ length: UInt64
    ) -> [(tag: UInt64, value: UInt64)] {
        var result: [(tag: UInt64, value: UInt64)] = []
        var place = LittleEndian.place(offset)
        let end = LittleEndian.place(offset &+ length)
        while place < end, let tag = file.u64(place), tag != null,
            let value = file.u64(place + 8)
        {
            result.append((tag, value))
            place += 16
        }
        return result
    }
}
