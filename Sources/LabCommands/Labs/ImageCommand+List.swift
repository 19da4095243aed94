import ArgumentParser
import Foundation
import LabImage
import LabReport

struct ImageListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the images that are kept, with their sizes.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let cache = ImageCache(directory: TopologyImage.cacheDirectory)
        let images = cache.list()
        if json {
            Console.print(
                JSONText.object([
                    ("directory", .text(cache.directory)), ("usage", .integer(cache.usage)),
                    ("images", .array(images.map(\.stored.json))),
                ]).line)
            return
        }
        guard !images.isEmpty else {
            Console.print("there are no images in \(cache.directory)")
            return
        }
        var table = TextTable("KEY", "USED", "INITRAMFS", "DISK", "KERNEL", "PROGRAMS")
        for image in images {
            let stored = image.stored
            table.add(
                String(stored.image.key.prefix(StoredImage.shownDigits)),
                Self.time(image.lastUsed), StoredImage.megabytes(stored.initramfsSize),
                StoredImage.megabytes(stored.diskSize), stored.kernelVersion ?? "?",
                stored.contents)
        }
        table.lines.forEach { Console.print($0) }
        Console.print(
            "\(StoredImage.megabytes(cache.usage)) in \(cache.directory), with kernels and disks "
                + "that images share")
    }

    private static func time(_ seconds: Int) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm"
        return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}
