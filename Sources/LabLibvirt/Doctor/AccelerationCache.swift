import Glibc
import LabImage
import LabModel

/// What trials of KVM have shown since this machine booted: a line of a file for each.
struct AccelerationCache {
    /// The lab's cache.
    let directory: String

    var path: String { directory + "/acceleration" }

    /// What tells this boot of the machine from every other (random(4)).
    static var boot: String? {
        let words = Folder.read("/proc/sys/kernel/random/boot_id")?.split(separator: "\n")
        return words?.first.map(String.init)
    }

    /// What was found out for a key.
    func result(of key: String) -> Accelerator? {
        results.last { $0.key == key }?.result
    }

    /// What was found out last since this boot, whatever the kernel.
    var latest: Accelerator? { results.last?.result }

    /// Keeps a result, and forgets those of other boots.
    func keep(_ result: Accelerator, of key: String) {
        let lines = results.filter { $0.key != key } + [(key: key, result: result)]
        let text = lines.map { "\($0.key) \($0.result.rawValue)\n" }.joined()
        // Whoever reads at the same moment sees the old file or the new one.
        let new = "\(path).\(getpid())"
        do throws(LabError) {
            try FileTree.makeDirectories(directory, mode: 0o700)
            try Folder.write(text, to: new)
        } catch { return }
        if rename(new, path) != 0 { unlink(new) }
    }

    private var results: [(key: String, result: Accelerator)] {
        guard let boot = Self.boot, let text = Folder.read(path) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix(boot), let space = line.lastIndex(of: " "),
                let result = Accelerator(rawValue: String(line[line.index(after: space)...]))
            else { return nil }
            return (String(line[..<space]), result)
        }
    }
}
