import ArgumentParser
import LabImage
import LabModel
import LabReport

struct ImageBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Makes the image for the hosts of a topology.")

    @OptionGroup var files: FileOptions
    @OptionGroup var source: ImageOptions
    @Flag(help: "Print JSON.")
    var json = false
    @Argument(help: "A topology, by path or name; the only one there is where it is left out.")
    var topology: String?

    func run() throws {
        let drawn = try TopologyChoice(name: topology, files: files).topology(standing: nil)
        try source.requirePrograms(of: drawn)
        let start = ContinuousClock.now
        var isNew = false
        let image = try orBackendError { () throws(LabError) in
            try source.image(for: drawn) { step in
                isNew = true
                if !json { Console.print("  \(step)") }
            }
        }
        let seconds = start.duration(to: .now)
        let cache = ImageCache(directory: TopologyImage.cacheDirectory)
        let found = cache.list().first { $0.stored.image.key == image.key }?.stored
        if json {
            let members: [(name: String, value: JSONText)] = [
                ("isNew", .flag(isNew)),
                ("image", found?.json ?? .object([("key", .text(image.key))])),
            ]
            Console.print(JSONText.object(members).line)
            return
        }
        Console.print(
            "\(image.key.prefix(StoredImage.shownDigits)): "
                + (isNew
                    ? "made in \(Self.text(seconds)) s"
                    : "nothing has changed, found in \(Self.text(seconds)) s"))
        found?.lines.forEach { Console.print("  \($0)") }
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        let whole = Int64(milliseconds.rounded())
        let rest = String(whole % 1000)
        return "\(whole / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}

extension StoredImage {
    /// How many digits of a key tell images apart for people.
    static let shownDigits = 12

    /// What the image is made of, for people.
    var lines: [String] {
        [
            "kernel     \(kernelVersion ?? "of an unknown version")",
            "initramfs  \(Self.megabytes(initramfsSize))",
            "disk       \(Self.megabytes(diskSize)), \(contents)",
        ]
    }

    /// What is on the disk, in words.
    var contents: String {
        if !image.disk.hasPrefix(TopologyImage.cacheDirectory) { return image.disk }
        return programs.isEmpty ? "the system's programs" : programs.joined(separator: " ")
    }

    static func megabytes(_ size: Int64) -> String {
        let tenths = (size * 10 + (1 << 19)) >> 20
        return "\(tenths / 10).\(tenths % 10) MB"
    }

    var json: JSONText {
        .object([
            ("key", .text(image.key)), ("kernel", .text(image.kernel)),
            ("kernelVersion", .optional(kernelVersion)), ("initramfs", .text(image.initramfs)),
            ("initramfsSize", .integer(initramfsSize)), ("disk", .text(image.disk)),
            ("diskFormat", .text(image.diskFormat)), ("diskSize", .integer(diskSize)),
            ("programs", .array(programs.map { .text($0) })),
        ])
    }
}
