import Glibc
import LabModel

/// What is known of files' contents: their SHA-256, and what modules need, each computed once and
/// then remembered as long as the file system shows no change.
final class ContentHashes {
    private static let hexDigits = 64
    /// A file that changed so recently may change once more without its times showing it, in seconds.
    private static let settling = 2

    private let file: String
    /// By path: what identified the contents then, and what was found.
    private var known: [String: (identity: String, value: String)] = [:]
    private var isChanged = false

    /// Reads what is remembered.
    ///
    /// - Parameter file: where it is kept; nothing is known where there is no such file.
    init(file: String) {
        self.file = file
        let separator = UInt8(ascii: "\t")
        guard let bytes = try? FileBytes.read(file) else { return }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: separator, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let texts = fields.map { String(decoding: $0, as: UTF8.self) }
            known[texts[2]] = (texts[1], texts[0])
        }
    }

    /// Writes what is remembered, where there is news; without it everything is computed again.
    func save() {
        guard isChanged else { return }
        let lines = known.keys.sorted().compactMap { path in
            known[path].map { "\($0.value)\t\($0.identity)\t\(path)\n" }
        }
        let new = "\(file).\(getpid())"
        guard (try? FileBytes.write(Array(lines.joined().utf8), to: new)) != nil else {
            unlink(new)
            return
        }
        if rename(new, file) != 0 { unlink(new) }
        isChanged = false
    }

    /// The SHA-256 of files, as hexadecimal digits, by path.
    ///
    /// - Throws: `LabError` where one can't be read.
    func hashes(
        of paths: [(path: String, identity: String)]
    ) throws(LabError) -> [String: String] {
        var result: [String: String] = [:]
        var missing: [(path: String, identity: String)] = []
        for entry in paths {
            if let found = known[entry.path], found.identity == entry.identity {
                result[entry.path] = found.value
            } else {
                missing.append(entry)
            }
        }
        // A command line takes two megabytes, and a path at most 4096 bytes.
        for start in stride(from: 0, to: missing.count, by: 400) {
            let part = missing[start..<min(start + 400, missing.count)]
            let values = try Self.compute(part.map(\.path))
            for (entry, value) in zip(part, values) {
                result[entry.path] = value
                remember(value, of: entry.path, entry.path, entry.identity)
            }
        }
        return result
    }

    /// The SHA-256 of one file, through links.
    ///
    /// - Throws: `LabError` where it can't be read.
    func hash(of path: String) throws(LabError) -> String {
        guard let status = FileStatus(of: path, followsLinks: true) else {
            throw FileTree.failure("read", path)
        }
        return try hashes(of: [(path, status.identity)])[path] ?? ""
    }

    /// What the kernel module at a path has to find loaded, by name.
    ///
    /// - Throws: `LabError` where it can't be read, or is no module.
    func dependencies(ofModule path: String) throws(LabError) -> [String] {
        guard let status = FileStatus(of: path, followsLinks: true) else {
            throw FileTree.failure("read", path)
        }
        let key = "depends:" + path
        if let found = known[key], found.identity == status.identity {
            return found.value.split(separator: ",").map(String.init)
        }
        let bytes = try ModuleTree.contents(of: path)
        guard let information = bytes.withUnsafeBytes({ ModuleInformation($0) }) else {
            throw LabError("\(path) is no kernel module")
        }
        let list = information.dependencies.joined(separator: ",")
        remember(list, of: path, key, status.identity)
        return information.dependencies
    }

    /// The SHA-256 of bytes.
    ///
    /// - Throws: `LabError` where sha256sum(1) is missing.
    static func hash(_ bytes: [UInt8]) throws(LabError) -> String {
        let text = try Tool.require(["sha256sum"], to: "sum up", input: bytes).text
        return String(text.prefix(hexDigits))
    }

    private func remember(_ value: String, of path: String, _ key: String, _ identity: String) {
        let now = time(nil)
        guard let status = FileStatus(of: path, followsLinks: true), status.identity == identity,
            status.changed + Self.settling < now
        else { return }
        known[key] = (identity, value)
        isChanged = true
    }

    private static func compute(_ paths: [String]) throws(LabError) -> [String] {
        // With -z it leaves unusual letters in names as they are.
        let output = try Tool.require(["sha256sum", "-z", "--"] + paths, to: "read all files")
            .output
        let lines = output.split(separator: 0)
        guard lines.count == paths.count else {
            throw LabError("can't read all files: sha256sum says nothing of some")
        }
        return lines.map { String(decoding: $0.prefix(hexDigits), as: UTF8.self) }
    }
}
