/// What virtual machines start from; all of it lies in the cache, and nobody changes it.
public struct MachineImage: Hashable, Codable, Sendable {
    /// Tells the image from every other one by its content.
    public var key: String
    /// The path of the kernel.
    public var kernel: String
    /// The path of the first file system: the agent as `/init`, and the kernel's modules.
    public var initramfs: String
    /// The path of the disk with the programs, which machines only read.
    public var disk: String
    /// How the disk's bytes are laid out: `raw` or `qcow2`.
    public var diskFormat: String

    /// Makes a value.
    public init(
        key: String, kernel: String, initramfs: String, disk: String, diskFormat: String = "raw"
    ) {
        self.key = key
        self.kernel = kernel
        self.initramfs = initramfs
        self.disk = disk
        self.diskFormat = diskFormat
    }
}
