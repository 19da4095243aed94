import Glibc
import LabModel

/// The disk with programs: a file system without a journal that nobody writes, the same to the byte
/// wherever and whenever it is made of the same files.
struct ProgramDisk {
    // Fixed, as everything that the tools would else take from the clock or throw dice for.
    private static let identifier = "6c61622d-696d-4167-8573-000000000001"
    private static let hashSeed = "6c61622d-696d-4167-8573-000000000002"
    static let fixedTime = [
        (name: "E2FSPROGS_FAKE_TIME", value: "1"), (name: "SOURCE_DATE_EPOCH", value: "1"),
        (name: "MKE2FS_CONFIG", value: "/dev/null"),
        (name: "DEBUGFS_PAGER", value: "cat"), (name: "E2FSPROGS_LIBMAGIC_SUPPRESS", value: "1"),
    ]
    private static let block: Int64 = 4096
    private static let inode: Int64 = 256

    /// What is on it.
    let files: FileSet

    /// The paths in the order of writing, what holds others before them.
    private var paths: [String] { files.entries.keys.sorted() }

    /// How large the disk is, in bytes: its files in whole blocks, directories, inodes, and a little.
    var size: Int64 {
        var blocks: Int64 = 0
        var inFolder: [String: Int64] = [:]
        for (path, entry) in files.entries {
            let parent = FileTree.parent(of: path)
            // Number, length, name, padding: linux/Documentation/filesystems/ext4/directory.rst.
            inFolder[parent, default: 24] += Int64((path.utf8.count - parent.utf8.count + 12) & ~3)
            // Extents lie in the inode up to four; the fifth takes a block.
            if entry.node == .file { blocks += Self.wholeBlocks(entry.size) + 1 }
            if case .link = entry.node { blocks += 1 }
        }
        for length in inFolder.values { blocks += Self.wholeBlocks(length) + 1 }
        blocks += Self.wholeBlocks(Int64(files.entries.count + 64) * Self.inode)
        // Bitmaps and the copies of the superblock, for each 128 MiB, and room for lost+found.
        blocks += blocks / 64 + 512
        return blocks * Self.block
    }

    /// Makes the disk.
    ///
    /// - Parameters:
    ///   - path: where; nothing may be there.
    ///   - work: a directory for a file that is not needed later.
    /// - Throws: `LabError` where that does not work.
    func write(to path: String, work: String) throws(LabError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0 else {
            throw FileTree.failure("write", path)
        }
        close(descriptor)
        try Tool.require(
            [
                "mke2fs", "-q", "-F", "-b", "\(Self.block)", "-I", "\(Self.inode)", "-m", "0",
                "-N", "\(files.entries.count + 64)", "-O",
                "none,extent,filetype,sparse_super,large_file,huge_file,dir_nlink,extra_isize",
                "-U", Self.identifier, "-E", "hash_seed=\(Self.hashSeed),root_owner=0:0", path,
            ], to: "make a file system", environment: Self.fixedTime)
        let script = work + "/script"
        try FileBytes.write(Array((commands.joined(separator: "\n") + "\n").utf8), to: script)
        let outcome = try Tool.run(
            ["debugfs", "-w", "-f", script, path], environment: Self.fixedTime)
        // It goes on after errors and ends well; only its words tell. The first line is its name.
        let complaints = outcome.errors.split(separator: "\n").dropFirst()
        if let first = complaints.first {
            throw LabError("can't fill the disk: debugfs says: \(first)")
        }
        guard outcome.status == 0 else {
            throw LabError("can't fill the disk: debugfs ends with status \(outcome.status)")
        }
        try FileBytes.sync(path)
    }

    /// What debugfs(8) has to do; copies of files are root's and have the permissions of the source.
    private var commands: [String] {
        var lines: [String] = []
        var folder = "/"
        for path in paths {
            guard let entry = files.entries[path] else { continue }
            let parent = FileTree.parent(of: path)
            if parent != folder {
                lines.append("cd \(Self.quoted(parent))")
                folder = parent
            }
            let name = Self.quoted(FileTree.name(of: path))
            switch entry.node {
            case .directory: lines.append("mkdir \(name)")
            case .link(let target): lines.append("symlink \(name) \(Self.quoted(target))")
            case .file: lines.append("write \(Self.quoted(path)) \(name)")
            case .empty: lines.append("write /dev/null \(name)")
            }
            if let mode = entry.inodeMode {
                lines.append("set_inode_field \(name) mode 0\(String(mode, radix: 8))")
            }
            if entry.owner != 0 { lines.append("set_inode_field \(name) uid \(entry.owner)") }
            if entry.group != 0 { lines.append("set_inode_field \(name) gid \(entry.group)") }
        }
        return lines
    }

    /// A word as debugfs reads it: in quotation marks, with those in it doubled.
    private static func quoted(_ text: String) -> String {
        "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    private static func wholeBlocks(_ size: Int64) -> Int64 { (size + block - 1) / block }
}

extension FileSet.Entry {
    /// The mode with the file's type, where debugfs would choose another by itself.
    fileprivate var inodeMode: UInt32? {
        switch node {
        // File types of inode(7); debugfs makes directories with 755.
        case .directory: mode == 0o755 ? nil : 0o040000 | mode
        case .file: mode == 0o644 || mode == 0o755 ? nil : 0o100000 | mode
        case .empty: 0o100000 | mode
        case .link: nil
        }
    }
}
