import Foundation
import LabModel

/// Finds files by path, by path ignoring case, and by name under `Scenarios`.
struct FileFinder {
    /// A file that was found.
    struct Found: Hashable {
        /// Where it is, absolute.
        var path: String
        /// How messages name it: from the current directory, where it lies below that.
        var label: String

        /// The directory that it lies in.
        var directory: String { (path as NSString).deletingLastPathComponent }
        /// Its name without the directory and `.yaml`.
        var baseName: String {
            ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        }
    }

    /// The folder of scenarios, beside which the lab is started.
    static let library = "Scenarios"
    private static let endings = ["", ".yaml", ".yml"]
    private static let deepest = 6

    /// The current directory.
    let directory: String

    /// The file of that name or path.
    ///
    /// - Parameter bases: other directories that a path may start from, before the current one.
    func find(_ name: String, kind: FileKind, bases: [String] = []) -> Found? {
        guard !name.isEmpty else { return nil }
        // A scenario and its topology often have one name: a bare name is looked up by kind first.
        if kind != .scenario, !name.contains("/"), !name.contains("."),
            let known = libraries(bases).lazy.compactMap({ self.find(name, kind: kind, in: $0) })
                .first
        {
            return known
        }
        let starts = (bases + [directory]).map { absolute(name, from: $0) }
        for start in starts {
            for ending in Self.endings where isFile(start + ending) { return found(start + ending) }
        }
        for start in starts {
            for ending in Self.endings {
                if let path = ignoringCase(start + ending), isFile(path) { return found(path) }
            }
        }
        return libraries(bases).lazy.compactMap { self.find(name, kind: kind, in: $0) }.first
    }

    /// The names that can be found, for suggestions.
    func names(kind: FileKind, bases: [String] = []) -> [String] {
        var seen: Set<String> = []
        return libraries(bases).flatMap { files(kind: kind, in: $0) }
            .map { Found(path: $0, label: $0).baseName }
            .filter { seen.insert($0).inserted }
    }

    /// The files of a kind in a folder of scenarios, in alphabetical order.
    func files(kind: FileKind, in library: String) -> [String] {
        switch kind {
        case .topology: return yaml(in: library + "/topologies")
        case .component: return yaml(in: library + "/components")
        case .scenario:
            let others = [library + "/topologies/", library + "/components/"]
            return yaml(in: library).filter { path in !others.contains { path.hasPrefix($0) } }
        }
    }

    /// The folders of scenarios: the current directory's, and that which a base lies in.
    func libraries(_ bases: [String] = []) -> [String] {
        var result = [ignoringCase(directory + "/" + Self.library)].compactMap { $0 }
        for base in bases {
            var folder = base
            for _ in 0..<Self.deepest where folder.count > 1 {
                let name = (folder as NSString).lastPathComponent
                if name.lowercased() == Self.library.lowercased()
                    || isFolder(folder + "/topologies")
                {
                    if !result.contains(folder) { result.append(folder) }
                    break
                }
                folder = (folder as NSString).deletingLastPathComponent
            }
        }
        return result
    }

    private func find(_ name: String, kind: FileKind, in library: String) -> Found? {
        let wanted = name.lowercased()
        let files = files(kind: kind, in: library)
        let folder = kind == .scenario ? library : library + "/" + Self.folder(kind)
        // A path below the folder comes before a bare name that several files may share.
        let path = files.first { file in
            let below = file.dropFirst(folder.count + 1).lowercased()
            return Self.endings.contains { below == wanted + $0 }
        }
        let named = files.first { Found(path: $0, label: $0).baseName.lowercased() == wanted }
        return (path ?? named).map(found)
    }

    private static func folder(_ kind: FileKind) -> String {
        kind == .topology ? "topologies" : "components"
    }

    // MARK: - Paths

    /// A path from a directory, with `.` and `..` resolved.
    func absolute(_ path: String, from base: String) -> String {
        let whole = path.hasPrefix("/") ? path : base + "/" + path
        return (whole as NSString).standardizingPath
    }

    /// The file of a path, named from the current directory.
    func found(_ path: String) -> Found {
        let root = directory.hasSuffix("/") ? directory : directory + "/"
        let label = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
        return Found(path: path, label: label)
    }

    private func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        return exists && !isDirectory.boolValue
    }

    private func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        return exists && isDirectory.boolValue
    }

    /// The path as it is on disk, with the case of each of its parts ignored.
    private func ignoringCase(_ path: String) -> String? {
        var result = ""
        for part in path.split(separator: "/") {
            if FileManager.default.fileExists(atPath: result + "/" + part) {
                result += "/" + part
                continue
            }
            let wanted = part.lowercased()
            guard let name = entries(of: result).first(where: { $0.lowercased() == wanted }) else {
                return nil
            }
            result += "/" + name
        }
        return result
    }

    private func entries(of folder: String) -> [String] {
        let path = folder.isEmpty ? "/" : folder
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    private func yaml(in folder: String, depth: Int = 0) -> [String] {
        guard depth < Self.deepest else { return [] }
        var files: [String] = []
        var folders: [String] = []
        for name in entries(of: folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                files.append(path)
            } else if isFolder(path) {
                folders.append(path)
            }
        }
        return files + folders.flatMap { yaml(in: $0, depth: depth + 1) }
    }
}
