import Glibc

/// What the file system knows of a path, without following a link.
struct FileStatus: Hashable, Sendable {
    /// What lies at a path.
    enum Kind: Hashable, Sendable {
        case file, directory, link, other
    }

    var kind: Kind
    /// The permissions with the set-id and sticky bits.
    var mode: UInt32
    var owner: UInt32
    var group: UInt32
    /// In bytes.
    var size: Int64
    /// How many names lead to it.
    var links: UInt64
    /// When it was last written, in seconds since 1970.
    var modified: Int
    /// Changes whenever the contents can have changed.
    var identity: String

    /// `nil` where there is nothing, or nothing that this user may see.
    ///
    /// - Parameter followsLinks: whether a link's target is meant in place of the link.
    init?(of path: String, followsLinks: Bool = false) {
        var status = stat()
        let outcome = followsLinks ? stat(path, &status) : lstat(path, &status)
        guard outcome == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .link
        default: kind = .other
        }
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
        size = Int64(status.st_size)
        links = UInt64(status.st_nlink)
        modified = status.st_mtim.tv_sec
        identity =
            "\(status.st_size) \(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) "
            + "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
        changed = max(status.st_ctim.tv_sec, status.st_mtim.tv_sec)
    }

    /// When anything of it last changed, in seconds since 1970.
    var changed: Int
}
