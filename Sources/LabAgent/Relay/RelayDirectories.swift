import CLinux
import Glibc

/// What a user's relays keep on their computer, where libvirt's machines can read it too.
///
/// Homes and runtime directories are often closed to other users, QEMU's among them; so it is below
/// `/var/tmp`, in directories that others may pass through and not list.
struct RelayDirectories {
    /// What stays.
    let cache: String
    /// What goes with the relay.
    let work: String
    /// Locked as long as the relay lives.
    private let lock: Int32

    private static let passable: mode_t = 0o711
    /// What the name of a directory's lock ends with, which lies beside it.
    private static let lockSuffix = ".lock"

    init(home: String?) throws(RelayFailure) {
        let home = home ?? "/var/tmp/lab-\(Self.user)"
        try Self.makeOwn(home)
        cache = home + "/cache"
        try Self.makeOwn(cache)
        let labs = home + "/labs"
        try Self.makeOwn(labs)
        // Never empty, so that the last relay that ends does not take it from one that begins.
        close(open(labs + "/.keep", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        Self.sweep(labs)
        (work, lock) = try Self.makeWork(labs)
    }

    /// Removes the work directory, and what tells others that it is there last.
    func remove() {
        lab_remove_directory(work)
        unlink(work + Self.lockSuffix)
        close(lock)
    }

    /// The user as the whole computer counts, and not this process's user namespace.
    private static var user: uid_t {
        let own = getuid()
        guard let file = fopen("/proc/self/uid_map", "re") else { return own }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { uid_t($0) }
            guard numbers.count == 3, own >= numbers[0], own - numbers[0] < numbers[2] else {
                continue
            }
            return own - numbers[0] + numbers[1]
        }
        return own
    }

    private static func makeOwn(_ path: String) throws(RelayFailure) {
        if mkdir(path, passable) < 0, errno != EEXIST {
            throw RelayFailure("make the directory \(path)", errno)
        }
        var state = stat()
        guard lstat(path, &state) == 0, state.st_mode & S_IFMT == S_IFDIR,
            state.st_uid == getuid()
        else { throw RelayFailure("use \(path), which is somebody else's", EPERM) }
        guard state.st_mode & 0o777 == passable || chmod(path, passable) == 0 else {
            throw RelayFailure("open \(path)", errno)
        }
    }

    private static func makeWork(_ labs: String) throws(RelayFailure) -> (String, Int32) {
        var template = Array((labs + "/XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw RelayFailure("make a directory in \(labs)", errno)
        }
        let work = String(
            decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let lock = open(work + lockSuffix, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, chmod(work, passable) == 0 else {
            throw RelayFailure("use the directory \(work)", errno)
        }
        return (work, lock)
    }

    /// Removes what relays have left that were killed.
    private static func sweep(_ labs: String) {
        guard let entries = opendir(labs) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
                String(cString: UnsafeRawPointer(place).assumingMemoryBound(to: CChar.self))
            }
            // A directory without a lock has just been made.
            guard name.hasSuffix(lockSuffix) else { continue }
            let lock = open("\(labs)/\(name)", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard lock >= 0 else { continue }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 {
                lab_remove_directory("\(labs)/\(name.dropLast(lockSuffix.count))")
                unlink("\(labs)/\(name)")
            }
            close(lock)
        }
    }

    func makeParent(of path: String) throws(RelayFailure) {
        guard let slash = path.lastIndex(of: "/"), path.hasPrefix(cache + "/") else { return }
        let parent = path[..<slash]
        var made = cache
        for part in parent.dropFirst(cache.count).split(separator: "/") {
            made += "/\(part)"
            try Self.makeOwn(made)
        }
    }

    /// The last bytes of a file; `nil` where it can't be read.
    static func tail(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let limit = 4096
        let size = Int(lseek(file, 0, SEEK_END))
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = pread(file, &bytes, limit, max(0, size - limit))
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
