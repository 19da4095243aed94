import LabImage

/// What the maker of virtual machines has to know; it goes to the supervisor as JSON.
public struct LibvirtOptions: Hashable, Codable, Sendable {
    /// The connection inside the lab's own namespaces, which needs no daemon.
    public static let embedded = "qemu:///embed"

    /// Where the machines run, as libvirt writes it.
    public var uri = LibvirtOptions.embedded
    /// Whether machines boot afresh, and nothing is saved or restored.
    public var isCold = false
    /// What they boot from.
    public var image: MachineImage
    /// The directory of images, saved machines and what QEMU was found to be able to do.
    public var cacheDirectory: String

    /// Makes options for an image.
    public init(image: MachineImage, cacheDirectory: String) {
        self.image = image
        self.cacheDirectory = cacheDirectory
    }
}
