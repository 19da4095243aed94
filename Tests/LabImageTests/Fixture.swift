import Foundation

/// Files of the kinds that images are made of, as small as they can be.
enum Fixture {
    /// A directory for one test, removed with the value.
    final class Folder {
        let path: String

        init() throws {
            let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            path = "\(place)/lab-image-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// Writes a file and the directories on the way to it; the absolute path.
        @discardableResult
        func write(_ name: String, _ bytes: [UInt8], mode: Int = 0o644) throws -> String {
            let file = "\(path)/\(name)"
            let folder = (file as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            return file
        }

        @discardableResult
        func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
            try write(name, Array(text.utf8), mode: mode)
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private static func number<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// The start of a 64-bit little-endian file of the System V ABI.
    private static func header(
        entry: UInt64, programs: (UInt64, UInt16) = (0, 0),
        sections: (offset: UInt64, count: UInt16, names: UInt16) = (0, 0, 0)
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
        bytes += number(UInt16(2)) + number(UInt16(62)) + number(UInt32(1)) + number(entry)
        bytes += number(programs.0) + number(sections.offset) + number(UInt32(0))
        bytes += number(UInt16(64)) + number(UInt16(56)) + number(programs.1)
        bytes += number(UInt16(64)) + number(sections.count) + number(sections.names)
        return bytes
    }

    /// A program or a library for x86-64.
    static func program(
        interpreter: String? = nil, needed: [String] = [], runpath: String? = nil,
        code: [UInt8] = [0xeb, 0xfe]
    ) -> [UInt8] {
        let address: UInt64 = 0x40_0000
        let isDynamic = !needed.isEmpty || runpath != nil
        let count = 1 + (interpreter == nil ? 0 : 1) + (isDynamic ? 1 : 0)
        var body: [UInt8] = []
        var headers: [UInt8] = []
        let start = UInt64(64 + 56 * count)
        func header(_ type: UInt32, _ offset: UInt64, _ size: UInt64) -> [UInt8] {
            number(type) + number(UInt32(7)) + number(offset) + number(address + offset)
                + number(address + offset) + number(size) + number(size) + number(UInt64(0x1000))
        }
        body += code
        if let interpreter {
            let text = Array(interpreter.utf8) + [0]
            headers += header(3, start + UInt64(body.count), UInt64(text.count))
            body += text
        }
        if isDynamic {
            var strings: [UInt8] = [0]
            var entries: [UInt8] = []
            for name in needed {
                entries += number(UInt64(1)) + number(UInt64(strings.count))
                strings += Array(name.utf8) + [0]
            }
            if let runpath {
                entries += number(UInt64(29)) + number(UInt64(strings.count))
                strings += Array(runpath.utf8) + [0]
            }
            entries += number(UInt64(5)) + number(address + start + UInt64(body.count))
            body += strings
            entries += number(UInt64(0)) + number(UInt64(0))
            headers += header(2, start + UInt64(body.count), UInt64(entries.count))
            body += entries
        }
        headers = header(1, 0, start + UInt64(body.count)) + headers
        return self.header(entry: address + start, programs: (64, UInt16(count))) + headers + body
    }

    /// A program that says a line on the machine's console and switches the machine off.
    static func lastWords(_ line: String) -> [UInt8] {
        let text = Array((line + "\n").utf8)
        // mov eax, 1; mov edi, 1; lea rsi, [rip + 29]; mov edx, length; syscall  (write)
        var code: [UInt8] = [0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35]
        code += number(UInt32(31)) + [0xba] + number(UInt32(text.count)) + [0x0f, 0x05]
        // mov eax, 169; mov edi, 0xfee1dead; mov esi, 672274793; mov edx, 0x4321fedc; syscall; jmp $
        code += [0xb8, 169, 0, 0, 0, 0xbf] + number(UInt32(0xfee1_dead)) + [0xbe]
        code += number(UInt32(672_274_793)) + [0xba] + number(UInt32(0x4321_fedc))
        code += [0x0f, 0x05, 0xeb, 0xfe]
        return program(code: code + text)
    }

    /// A kernel module that needs others.
    static func module(depends: [String]) -> [UInt8] {
        let information = Array("license=GPL\0depends=\(depends.joined(separator: ","))\0".utf8)
        let names = Array("\0.modinfo\0.shstrtab\0".utf8)
        func section(_ name: UInt32, _ offset: Int, _ size: Int) -> [UInt8] {
            number(name) + number(UInt32(1)) + number(UInt64(0)) + number(UInt64(0))
                + number(UInt64(offset)) + number(UInt64(size))
                + [UInt8](repeating: 0, count: 24)
        }
        let body = information + names
        return header(entry: 0, sections: (UInt64(64 + body.count), 3, 2)) + body
            + section(0, 0, 0) + section(1, 64, information.count)
            + section(10, 64 + information.count, names.count)
    }

    /// The start of a kernel for x86 with its version in it.
    static func kernel(version: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 0x1000)
        bytes.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        bytes.replaceSubrange(0x20e..<0x210, with: number(UInt16(0x400)))
        let text = Array("\(version) (somebody@somewhere) #1 SMP".utf8)
        bytes.replaceSubrange(0x600..<(0x600 + text.count), with: text)
        return bytes
    }

    /// A kernel with the modules that machines need, laid out as in an unpacked package; its path.
    static func kernel(in folder: Folder, version: String = "6.1.0-9-test") throws -> String {
        let modules = "k/lib/modules/\(version)"
        let needs = [
            "virtio": ["virtio_ring"], "virtio_ring": [], "virtio_pci": ["virtio", "virtio_ring"],
            "virtio_net": ["virtio", "net_failover"], "net_failover": ["failover"],
            "failover": [], "virtio_console": ["virtio"], "virtio-rng": ["virtio"],
            "virtio_blk": ["virtio"], "overlay": [], "af_packet": [],
        ]
        for (name, others) in needs {
            try folder.write("\(modules)/kernel/drivers/\(name).ko", module(depends: others))
        }
        try folder.write(
            "\(modules)/modules.builtin", "kernel/fs/ext4/ext4.ko\nkernel/lib/crc16.ko\n")
        return try folder.write("k/boot/vmlinuz-\(version)", kernel(version: version))
    }
}

/// Removes a file that a test does without.
func unlinkFile(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
