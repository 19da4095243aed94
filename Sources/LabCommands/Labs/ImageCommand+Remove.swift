import ArgumentParser
import LabImage
import LabModel

struct ImageRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes images; they are made anew when they are needed.",
        discussion: "With --all, kernels that were fetched and empty disks are removed too.")

    @Flag(help: "Remove everything that is kept.")
    var all = false
    @Argument(help: "Keys of images, or how they begin.")
    var keys: [String] = []

    func validate() throws {
        if all != keys.isEmpty {
            throw ValidationError("Name the images by their keys, or use --all.")
        }
    }

    func run() throws {
        let cache = ImageCache(directory: TopologyImage.cacheDirectory)
        let before = cache.usage
        if all {
            try orBackendError { () throws(LabError) in try cache.removeAll() }
        } else {
            let chosen = try chosenKeys(among: cache.list().map(\.stored.image.key))
            try orBackendError { () throws(LabError) in try cache.remove(chosen) }
        }
        Console.print(
            "removed; \(StoredImage.megabytes(max(before - cache.usage, 0))) are free again")
    }

    private func chosenKeys(among known: [String]) throws -> [String] {
        try keys.map { key in
            let found = known.filter { $0.hasPrefix(key) }
            guard found.count == 1, let only = found.first else {
                Console.printError(
                    "\(found.isEmpty ? "no image" : "more than one image") begins with '\(key)': "
                        + "lab image list shows the keys")
                throw ExitStatus.usage
            }
            return only
        }
    }
}
