import LabImage

/// What the maker of virtual machines has to know; it goes to the supervisor as JSON.
public struct LibvirtOptions: Hashable, Codable, Sendable {
    /// The connection inside the lab's own namespaces, which needs no daemon.
    public static let embedded = "qemu:///embed"

    /// Where the machines run, as libvirt writes it.
    public var uri = LibvirtOptions.embedded
    /// Whether machines boot afresh, and nothing is saved or restored.
    public var isCold = false
    /// What runs their instructions.
    public var accelerator = Accelerator.tcg
    /// Whether the lab uses the machine's own network, as daemons and ssh are there.
    public var sharesNetwork = false
    /// The socket of the user's own daemon, as it was found outside the lab's namespaces.
    public var sessionSocket: String?
    /// The agent that other computers are given; `nil` for the one that this computer runs.
    public var agent: String?
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
