/// What lies beside an image in the cache and tells of it.
public struct StoredImage: Codable, Hashable, Sendable {
    /// The image.
    public var image: MachineImage
    /// The kernel's version, where it was known.
    public var kernelVersion: String?
    /// The programs that were asked for; none on a disk of the user's own.
    public var programs: [String]
    /// In bytes.
    public var initramfsSize: Int64
    /// In bytes.
    public var diskSize: Int64

    /// Whether all parts are there as they were made.
    var isWhole: Bool {
        FileStatus(of: image.kernel)?.kind == .file
            && FileStatus(of: image.initramfs)?.size == initramfsSize
            && FileStatus(of: image.disk, followsLinks: true)?.size == diskSize
    }
}
