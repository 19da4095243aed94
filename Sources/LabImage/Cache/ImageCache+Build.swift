import FoundationEssentials
import Glibc
import LabModel

extension ImageCache {
    /// Where an image lies, whole.
    func place(of key: String) -> String { "\(directory)/images/\(key)" }

    /// An image that was made before; `nil` where it was not, or somebody removed parts of it.
    func stored(_ key: String) -> MachineImage? {
        let record = place(of: key) + "/image.json"
        guard let bytes = try? FileBytes.read(record),
            let stored = try? JSONDecoder().decode(StoredImage.self, from: Data(bytes)),
            stored.isWhole
        else { return nil }
        // Tells when it was last used.
        utimes(record, nil)
        return stored.image
    }

    /// Makes an image of what a recipe has found.
    ///
    /// - Parameter work: a directory for what is not finished.
    /// - Throws: `LabError` where that does not work; nothing is left behind then.
    func build(
        _ recipe: ImageRecipe, work: String, progress: (String) -> Void
    ) throws(LabError) -> MachineImage {
        let made = work + "/image"
        try FileTree.makeDirectories(made)
        let place = place(of: recipe.key)
        var image = MachineImage(
            key: recipe.key, kernel: place + "/kernel", initramfs: place + "/initramfs",
            disk: place + "/disk", diskFormat: recipe.diskFormat)
        let bootSize = bootSize(of: recipe)
        if let files = recipe.files {
            let shared = "\(directory)/disks/programs-\(recipe.diskKey.prefix(32)).ext4"
            if FileStatus(of: shared)?.kind != .file {
                let disk = ProgramDisk(files: files)
                try require(bytes: disk.size + bootSize)
                try make(disk, at: shared, work: work, progress: progress)
            }
            try Self.share(shared, as: made + "/disk")
        } else {
            image.disk = recipe.request.disk ?? ""
        }
        progress("writing the kernel's first file system")
        try require(bytes: bootSize)
        try writeBootFiles(of: recipe, in: made)
        let disk = recipe.files == nil ? image.disk : made + "/disk"
        let stored = StoredImage(
            image: image, kernelVersion: recipe.kernel.version,
            programs: recipe.request.disk == nil ? recipe.request.programs : [],
            initramfsSize: FileStatus(of: made + "/initramfs")?.size ?? 0,
            diskSize: FileStatus(of: disk, followsLinks: true)?.size ?? 0)
        guard let record = try? JSONEncoder().encode(stored) else {
            throw LabError("can't describe the image \(recipe.key)")
        }
        try FileBytes.write(Array(record), to: made + "/image.json")
        try FileTree.makeDirectories(directory + "/images")
        if FileStatus(of: place) != nil { rename(place, work + "/broken") }
        guard rename(made, place) == 0 else { throw FileTree.failure("keep the image as", place) }
        return image
    }

    /// How much room the kernel and the first file system take at most, in bytes.
    private func bootSize(of recipe: ImageRecipe) -> Int64 {
        let files = [recipe.request.agent, recipe.kernel.path] + recipe.modules
        // Compressed modules grow, to about four times their size.
        return files.reduce(4 << 20) { sum, path in
            let size = FileStatus(of: path, followsLinks: true)?.size ?? 0
            return sum + (path.contains(".ko.") ? 4 * size : size)
        }
    }

    private func writeBootFiles(of recipe: ImageRecipe, in made: String) throws(LabError) {
        if recipe.kernel.path.hasPrefix(directory + "/kernels/") {
            try Self.share(recipe.kernel.path, as: made + "/kernel")
        } else {
            // The user may write over it while machines were saved that need it.
            try SparseCopy.copy(from: recipe.kernel.path, to: made + "/kernel")
        }
        var modules: [(name: String, bytes: [UInt8])] = []
        for path in recipe.modules {
            modules.append((ModuleTree.name(of: path), try ModuleTree.contents(of: path)))
        }
        let agent = try FileBytes.read(recipe.request.agent)
        try FileBytes.write(
            Initramfs.archive(agent: agent, modules: modules), to: made + "/initramfs")
    }

    private func make(
        _ disk: ProgramDisk, at path: String, work: String, progress: (String) -> Void
    ) throws(LabError) {
        let megabytes = (disk.size + (1 << 19)) >> 20
        progress("writing a disk with \(disk.files.entries.count) files, \(megabytes) MB")
        try FileTree.makeDirectories(FileTree.parent(of: path))
        let new = work + "/disk"
        do throws(LabError) {
            try disk.write(to: new, work: work)
        } catch {
            // The tools' own words for a full disk are many.
            try require(bytes: 4 << 20)
            throw error
        }
        // Its key tells of the files as they were when they were looked at.
        if let changed = disk.files.changed {
            throw LabError("\(changed) was changed while the image was made: try again")
        }
        guard rename(new, path) == 0 else { throw FileTree.failure("keep the disk as", path) }
    }

    /// Makes sure that there is room.
    ///
    /// - Throws: `LabError` where there is less, saying what to do.
    func require(bytes: Int64) throws(LabError) {
        var state = statvfs()
        guard statvfs(directory, &state) == 0 else { return }
        let free = Int64(
            clamping: UInt64(state.f_bavail).multipliedReportingOverflow(
                by: UInt64(state.f_frsize)
            ).partialValue)
        guard free < bytes else { return }
        throw LabError(
            "no room for an image in \(directory): \(bytes >> 20) MB are needed, and \(free >> 20) "
                + "are free: make room, run lab image remove --all, or set XDG_CACHE_HOME")
    }

    /// Gives a file that nobody changes a second name, or makes a copy where that can't be.
    static func share(_ path: String, as other: String) throws(LabError) {
        if link(path, other) != 0 { try SparseCopy.copy(from: path, to: other) }
    }
}
