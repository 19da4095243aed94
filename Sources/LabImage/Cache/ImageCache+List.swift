import FoundationEssentials
import Glibc
import LabModel

extension ImageCache {
    /// An image in the cache.
    public struct Listed: Hashable, Sendable {
        /// What it is.
        public var stored: StoredImage
        /// When it was last used, in seconds since 1970.
        public var lastUsed: Int
    }

    /// The images that are whole, the one that was used last first.
    public func list() -> [Listed] {
        FileTree.names(in: directory + "/images").compactMap { key -> Listed? in
            let record = place(of: key) + "/image.json"
            guard let status = FileStatus(of: record), let bytes = try? FileBytes.read(record),
                let stored = try? JSONDecoder().decode(StoredImage.self, from: Data(bytes))
            else { return nil }
            return Listed(stored: stored, lastUsed: status.modified)
        }.sorted { ($1.lastUsed, $0.stored.image.key) < ($0.lastUsed, $1.stored.image.key) }
    }

    /// How many bytes all of it takes on disk.
    public var usage: Int64 {
        // Images share files with these; a file with several names is counted once.
        FileTree.usage(of: ["images", "disks", "kernels"].map { "\(directory)/\($0)" })
    }

    /// Removes images, and the disks that no other image shares.
    ///
    /// - Throws: `LabError` where the cache can't be written.
    public func remove(_ keys: [String]) throws(LabError) {
        try withWork({ _ in }) { (work) throws(LabError) in
            for key in keys { rename(place(of: key), "\(work)/\(key)") }
            FileTree.remove(work)
            let disks = directory + "/disks"
            for name in FileTree.names(in: disks) where name.hasPrefix("programs-") {
                let path = "\(disks)/\(name)"
                if FileStatus(of: path)?.links == 1 { unlink(path) }
            }
        }
    }

    /// Removes all images, fetched kernels and empty disks.
    ///
    /// - Throws: `LabError` where the cache can't be written.
    public func removeAll() throws(LabError) {
        try withWork({ _ in }) { (work) throws(LabError) in
            for name in ["images", "disks", "kernels", "hashes"] {
                rename("\(directory)/\(name)", "\(work)/\(name)")
            }
        }
    }
}
