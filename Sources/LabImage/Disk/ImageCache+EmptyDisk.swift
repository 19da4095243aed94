import Glibc
import LabModel

extension ImageCache {
    /// What a file system with a journal needs at least, in bytes.
    private static let smallest: Int64 = 16 << 20

    /// The path of an empty file system for a host's data, of which hosts take copies.
    ///
    /// It is sparse, so that it takes about 100 KB whatever its size.
    ///
    /// - Parameter size: in bytes.
    /// - Throws: `LabError` where it can't be made, saying what to do.
    public func emptyDisk(size: Int64) throws(LabError) -> String {
        guard size >= Self.smallest else {
            throw LabError("a host's disk takes at least \(Self.smallest >> 20) MB: give it more")
        }
        let path = "\(directory)/disks/empty-\(size).ext4"
        if FileStatus(of: path)?.size == size { return path }
        return try withWork({ _ in }) { (work) throws(LabError) in
            if FileStatus(of: path)?.size == size { return path }
            let new = work + "/empty"
            let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw FileTree.failure("write", new) }
            guard ftruncate(descriptor, off_t(size)) == 0 else {
                let error = FileTree.failure("write", new)
                close(descriptor)
                throw error
            }
            close(descriptor)
            // The kernel need not clear what a new file has no bytes for, and the tables of inodes
            // are small; a host would else write them while it runs.
            try Tool.require(
                [
                    "mke2fs", "-q", "-F", "-b", "4096", "-I", "256", "-i", "65536", "-m", "0", "-O",
                    "none,has_journal,extent,dir_index,filetype,sparse_super,large_file,huge_file,"
                        + "dir_nlink,extra_isize,flex_bg,uninit_bg",
                    "-J", "size=4", "-U", "6c61622d-696d-4167-8573-000000000003", "-E",
                    "hash_seed=6c61622d-696d-4167-8573-000000000002,root_owner=0:0,"
                        + "lazy_itable_init=1,lazy_journal_init=1", new,
                ], to: "make a file system", environment: ProgramDisk.fixedTime)
            try FileBytes.sync(new)
            try FileTree.makeDirectories(FileTree.parent(of: path))
            guard rename(new, path) == 0 else { throw FileTree.failure("keep the disk as", path) }
            return path
        }
    }

    /// Copies a file for a host of its own, without the parts that hold nothing, and where the file
    /// system can, without any bytes until one of both is written.
    ///
    /// - Throws: `LabError` where it can't be copied, or something is at the new path.
    public static func copySparse(from source: String, to path: String) throws(LabError) {
        try SparseCopy.copy(from: source, to: path)
    }
}
