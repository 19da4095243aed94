import Glibc
import LabModel

/// Where images are kept and how they are made; safe for several processes at once.
///
/// Below its directory lie `images/<key>` with all of an image, `disks` with what several images
/// share, `kernels` that were fetched, `hashes` of files that went into images, and `work`, where
/// everything is made before it is moved to its place.
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
        var request = request
        if let disk = request.disk { request.disk = FileTree.realPath(disk) ?? disk }
        let kernel = try kernel(for: request, progress: progress)
        let hashes = ContentHashes(file: directory + "/hashes")
        let recipe = try ImageRecipe(request, kernel: kernel, hashes: hashes)
        if let image = stored(recipe.key) {
            hashes.save()
            return image
        }
        return try withWork(progress) { (work) throws(LabError) in
            hashes.save()
            // Somebody may have made it meanwhile.
            if let image = stored(recipe.key) { return image }
            return try build(recipe, work: work, progress: progress)
        }
    }

    /// Whether a file is a program that needs no libraries and no loader.
    public static func isStatic(agent path: String) -> Bool {
        guard let file = ELFFile(path: path) else { return false }
        return file.interpreter == nil && file.needed.isEmpty
    }

    /// Does something that puts things into the cache; nobody else does meanwhile.
    ///
    /// - Parameter body: given an empty directory, which is removed afterwards.
    func withWork<Result>(
        _ progress: (String) -> Void, _ body: (String) throws(LabError) -> Result
    ) throws(LabError) -> Result {
        let lock = try CacheLock(of: directory) { progress("waiting for another lab's image") }
        defer { withExtendedLifetime(lock) {} }
        let work = directory + "/work"
        FileTree.remove(work)
        defer { FileTree.remove(work) }
        try FileTree.makeDirectories(work)
        return try body(work)
    }

    private func kernel(
        for request: ImageRequest, progress: (String) -> Void
    ) throws(LabError) -> KernelImage {
        if let path = request.kernel {
            return try KernelImage(path: FileTree.realPath(path) ?? path)
        }
        let package = KernelPackage(directory: directory + "/kernels")
        if let found = package.present() { return found }
        return try withWork(progress) { (work) throws(LabError) in
            if let found = package.present() { return found }
            // The package, what is in it, and what is kept of that.
            try require(bytes: 200 << 20)
            return try package.fetch(work: work, progress: progress)
        }
    }
}
