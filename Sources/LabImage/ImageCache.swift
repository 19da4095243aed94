import LabModel

/// Where images are kept and how they are made; safe for several processes at once.
public struct ImageCache: Sendable {
    /// The directory that holds all of it, such as `~/.cache/lab`.
    public var directory: String

    /// Makes a cache; the directory is made when something is put there.
    public init(directory: String) { self.directory = directory }

    /// Makes an image, or finds it made already.
    ///
    /// - Parameter progress: told in words what is being done, where that takes time.
    /// - Throws: `LabError` where something that the image needs is missing, saying what to do.
    public func image(
        for request: ImageRequest, progress: (String) -> Void = { _ in }
    ) throws(LabError) -> MachineImage {
        throw LabError("images can't be built yet")
    }

    /// The path of an empty file system for a host's data, of which hosts take copies.
    ///
    /// - Parameter size: in bytes.
    /// - Throws: `LabError` where it can't be made, saying what to do.
    public func emptyDisk(size: Int64) throws(LabError) -> String {
        throw LabError("disks can't be made yet")
    }
}
