import CLinux
import Foundation
import LabImage
import LabModel
import LabNetwork

/// Machines as they were at one moment, kept in the cache for later labs of the same topology.
struct SavedMachines: Sendable {
    /// What a set of machines fits.
    struct Description: Codable, Sendable {
        /// The lab's drawing.
        var topology: Topology
        /// The machines as libvirt was told of them, but for what belongs to one lab alone.
        var machines: [String]
        /// What the machines started from.
        var image: String
        /// The version of what runs them.
        var hypervisor: String
    }

    /// A set that is being written.
    struct Draft {
        /// The directory that becomes the set.
        var directory: String
        /// Held locked while it is written.
        fileprivate var lock: Int32
    }

    /// How many bytes all sets together may have; the least recently used go.
    private static let room: Int64 = 4 << 30
    private static let draftSuffix = ".draft"
    private static let lockFile = "lock"
    private static let descriptionFile = "description.json"
    private static let sizesFile = "sizes"

    /// The directory of all sets.
    let directory: String

    init(cacheDirectory: String) { directory = cacheDirectory + "/saved" }

    /// The file of a host's memory in a set.
    static func memory(of host: String, in set: String) -> String { "\(set)/\(host).memory" }
    /// The file of a host's data in a set.
    static func data(of host: String, in set: String) -> String { "\(set)/\(host).data" }

    /// The directory of the set that fits, where there is a whole one.
    func set(for description: Description) -> String? {
        guard let text = Self.text(of: description) else { return nil }
        let place = place(of: text)
        guard Folder.read(place + "/" + Self.descriptionFile, last: 16 << 20) == text else {
            return nil
        }
        // The time by which those go that are not used.
        utimensat(AT_FDCWD, place, nil, 0)
        return place
    }

    /// Begins to write a set.
    ///
    /// - Throws: `LabError` where there is no room for it.
    func begin() throws(LabError) -> Draft {
        let number = UInt64.random(in: 0...UInt64.max)
        let place = "\(directory)/\(String(number, radix: 16))\(Self.draftSuffix)"
        try FileTree.makeDirectories(place, mode: 0o700)
        let path = "\(place)/\(Self.lockFile)"
        let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, lab_lock(lock) == 0 else {
            throw LabError("can't write to \(place): \(Folder.reason); make room for it")
        }
        return Draft(directory: place, lock: lock)
    }

    /// Makes a draft the set that fits a description, whole or not at all.
    ///
    /// - Throws: `LabError` where there is no room for it.
    func finish(_ draft: Draft, as description: Description) throws(LabError) {
        defer { close(draft.lock) }
        guard let text = Self.text(of: description) else {
            throw LabError("the lab's drawing can't be written down")
        }
        try Folder.write(
            Self.sizes(in: draft.directory), to: draft.directory + "/" + Self.sizesFile)
        try Folder.write(text, to: draft.directory + "/" + Self.descriptionFile)
        unlink("\(draft.directory)/\(Self.lockFile)")
        let place = place(of: text)
        discard(place)
        guard rename(draft.directory, place) == 0 else {
            throw LabError("can't make \(place): \(Folder.reason)")
        }
        prune(keeping: place)
    }

    /// Whether the files of a set have the sizes that they were written with.
    func isWhole(_ set: String) -> Bool {
        Folder.read("\(set)/\(Self.sizesFile)", last: 1 << 20) == Self.sizes(in: set)
    }

    /// The files of memory and data with their sizes, a line each.
    private static func sizes(in set: String) -> String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: set)) ?? []
        return files.filter { $0.hasSuffix(".memory") || $0.hasSuffix(".data") }.sorted()
            .map { name in
                var state = stat()
                return "\(name) \(stat("\(set)/\(name)", &state) == 0 ? state.st_size : -1)\n"
            }.joined()
    }

    /// Gives a draft up.
    func abandon(_ draft: Draft) {
        lab_remove_directory(draft.directory)
        close(draft.lock)
    }

    /// Lets no lab find a set any more; those that restore its hosts already still can.
    func withdraw(_ set: String) { unlink("\(set)/\(Self.descriptionFile)") }

    /// Removes a set.
    func discard(_ set: String) {
        // Not seen half removed by a lab that starts meanwhile.
        withdraw(set)
        lab_remove_directory(set)
    }

    /// Removes what labs have left that ended while they were saved.
    func sweep() {
        for name in names where name.hasSuffix(Self.draftSuffix) {
            let place = "\(directory)/\(name)"
            let lock = open("\(place)/\(Self.lockFile)", O_RDWR | O_CLOEXEC)
            // One that has none yet has just been begun.
            guard lock >= 0 else { continue }
            if lab_lock(lock) == 0 { lab_remove_directory(place) }
            close(lock)
        }
    }

    private func prune(keeping newest: String) {
        sweep()
        var sets: [(place: String, size: Int64, used: Int)] = []
        for name in names where !name.hasSuffix(Self.draftSuffix) {
            var state = stat()
            let place = "\(directory)/\(name)"
            guard stat(place, &state) == 0 else { continue }
            sets.append((place, Self.size(of: place), state.st_mtim.tv_sec))
        }
        var total = sets.reduce(0) { $0 + $1.size }
        for set in sets.sorted(by: { $0.used < $1.used })
        where total > Self.room && set.place != newest {
            discard(set.place)
            total -= set.size
        }
    }

    private var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    private static func size(of set: String) -> Int64 {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: set)) ?? []
        return files.reduce(0) { total, name in
            var state = stat()
            // Blocks are counted in units of 512 bytes whatever the file system's are (stat(2)).
            return stat("\(set)/\(name)", &state) == 0
                ? total + Int64(state.st_blocks) * 512 : total
        }
    }

    private func place(of text: String) -> String {
        "\(directory)/\(String(FNV.hash(text.utf8), radix: 16))"
    }

    /// A description in the same words for the same lab, wherever its files name what.
    private static func text(of description: Description) -> String? {
        guard let bytes = try? JSONEncoder().encode(description),
            let value = try? JSONSerialization.jsonObject(with: bytes),
            let plain = try? JSONSerialization.data(
                withJSONObject: withoutLocations(value), options: [.sortedKeys])
        else { return nil }
        return String(decoding: plain, as: UTF8.self)
    }

    /// A value without the places in files, which are those of `SourceLocation`.
    private static func withoutLocations(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(withoutLocations) }
        guard let map = value as? [String: Any] else { return value }
        return map.filter { _, value in
            (value as? [String: Any]).map { Set($0.keys) } != ["file", "line", "column"]
        }.mapValues(withoutLocations)
    }
}
