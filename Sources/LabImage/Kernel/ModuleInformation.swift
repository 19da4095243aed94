/// What a kernel module says of itself: the texts of its section `.modinfo`.
struct ModuleInformation: Hashable, Sendable {
    /// The modules that must be loaded before, by name.
    var dependencies: [String]

    /// `nil` for bytes that are no module.
    ///
    /// The section headers are those of the System V ABI, "Sections", for 64-bit little-endian files.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let file = LittleEndian(bytes)
        guard bytes.count >= 64, file.u32(0) == 0x464c_457f, bytes[4] == 2, bytes[5] == 1,
            let table = file.u64(40), let size = file.u16(58), let count = file.u16(60),
            let names = file.u16(62)
        else { return nil }
        func header(_ index: UInt16) -> Int {
            LittleEndian.place(table &+ UInt64(index) &* UInt64(size))
        }
        guard let nameTable = file.u64(header(names) + 24) else { return nil }
        for index in 0..<count {
            guard let name = file.u32(header(index)) else { return nil }
            guard file.text(at: LittleEndian.place(nameTable &+ UInt64(name))) == ".modinfo" else {
                continue
            }
            guard let offset = file.u64(header(index) + 24),
                let length = file.u64(header(index) + 32),
                offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset
            else { return nil }
            let section = bytes[Int(offset)..<Int(offset + length)]
            let fields = section.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            let list = fields.first { $0.hasPrefix("depends=") }?.dropFirst("depends=".count)
            dependencies = list?.split(separator: ",").map(String.init) ?? []
            return
        }
        return nil
    }
}
