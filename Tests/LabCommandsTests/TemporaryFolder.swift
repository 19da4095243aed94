import Foundation

/// A folder that is gone when nobody holds it any more.
final class TemporaryFolder {
    private let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory
            .appendingPathComponent("lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// The path of a file in it.
    func path(_ name: String) -> String { url(name).path }

    /// The place of a file in it.
    func url(_ name: String) -> URL { root.appendingPathComponent(name) }

    /// Writes a file and gives its path.
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: url(name))
        return path(name)
    }

    /// The text of a file in it.
    func text(_ name: String) throws -> String {
        try String(contentsOf: url(name), encoding: .utf8)
    }
}
