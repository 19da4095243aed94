import CLinux
import LabImage
import LabModel

/// The counter that a guest in software tells the time by, which is this machine's own.
///
/// A guest that measures it when it boots gets it wrong where it has to wait for a processor then, by
/// factors; all its clocks are as wrong afterwards.
enum TimestampCounter {
    /// How long it is measured.
    private static let milliseconds: Int32 = 50

    /// How fast it counts, in kHz; measured once for each boot of this machine, for saved guests
    /// know it from when they booted.
    ///
    /// - Parameter cacheDirectory: where it is kept.
    /// - Returns: `nil` where it does not count evenly, or there is none.
    static func rate(cacheDirectory: String) -> Int? {
        let flags = Folder.read("/proc/cpuinfo", last: 1 << 20)?.split(separator: "\n")
            .first { $0.hasPrefix("flags") }?.split(separator: " ")
        guard let flags, flags.contains("constant_tsc"), flags.contains("nonstop_tsc"),
            let boot = Folder.read("/proc/sys/kernel/random/boot_id")
        else { return nil }
        let path = cacheDirectory + "/libvirt/timestamp"
        let words = Folder.read(path)?.split(separator: "\n") ?? []
        if words.count == 2, boot.hasPrefix(words[0]), let rate = Int(words[1]) { return rate }
        let rate = Int(lab_timestamp_kilohertz(milliseconds))
        guard rate > 0 else { return nil }
        // Measured again by the next lab where it can't be kept.
        try? FileTree.makeDirectories(cacheDirectory + "/libvirt", mode: 0o700)
        try? Folder.write("\(boot)\(rate)\n", to: path)
        return rate
    }
}
