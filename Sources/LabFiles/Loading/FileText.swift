import Foundation
import LabModel

/// Reads text files, refusing what can be none.
enum FileText {
    /// A topology of a hundred thousand hosts has about that size.
    static let limit = 8 << 20

    /// The text of a file.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - label: how messages name it.
    static func read(_ path: String, label: String) throws(FileError) -> String {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw FileError("\(label): there is no such file")
        }
        guard !isDirectory.boolValue else {
            throw FileError("\(label) is a directory: name a file in it")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let size = attributes?[.size] as? NSNumber, size.intValue > limit {
            throw FileError(
                "\(label) has \(size.intValue >> 20) MiB: a file has at most \(limit >> 20) MiB")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw FileError("\(label) can't be read: is it yours?")
        }
        defer { try? handle.close() }
        return try text(of: contents(of: handle, label: label), label: label)
    }

    private static func contents(
        of handle: FileHandle, label: String
    ) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while let data = try handle.read(upToCount: limit + 1 - bytes.count), !data.isEmpty {
                bytes += data
            }
        } catch {
            throw FileError("\(label) can't be read: \(error.localizedDescription)")
        }
        guard bytes.count <= limit else {
            throw FileError("\(label) is too big: a file has at most \(limit >> 20) MiB")
        }
        return bytes
    }

    /// The text that bytes are in UTF-8.
    static func text(of bytes: [UInt8], label: String) throws(FileError) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw FileError("\(label) is in UTF-16: save it as UTF-8")
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let body = bytes[(hasMark ? 3 : 0)...]
        if let text = String(validating: body, as: UTF8.self) { return text }
        throw invalidText(Array(body), label: label)
    }

    private static func invalidText(_ bytes: [UInt8], label: String) -> FileError {
        let repaired = String(decoding: bytes, as: UTF8.self)
        let before = repaired.prefix { $0 != "\u{FFFD}" }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let column = (lines.last?.count ?? 0) + 1
        let location = SourceLocation(file: label, line: max(lines.count, 1), column: column)
        let isBinary = bytes.prefix(1_000).contains(0)
        return FileError([
            FileDiagnostic(
                location: location,
                message: isBinary
                    ? "this is no text file" : "this is no UTF-8: save the file as UTF-8")
        ])
    }
}
