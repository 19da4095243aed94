import Foundation

/// The sources of this package, as files.
enum SourceTree {
    /// A file of Swift.
    struct File: CustomStringConvertible, Sendable {
        /// The folder below `Sources`: the module's name.
        var module: String
        /// Its path from the package's root.
        var path: String
        /// Its lines as they are.
        var lines: [String]

        var description: String { path }

        /// The modules that it imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 2,
                    words[..<place].allSatisfy({ $0.hasPrefix("@") || $0 == "public" })
                else { return nil }
                return words.last.map { String($0.split(separator: ".")[0]) }
            }
        }

        /// The lines that hold a text outside comments and quotation marks, as places.
        func places(of text: String) -> [String] {
            lines.indices.filter { SourceTree.code(of: lines[$0]).contains(text) }
                .map { "\(path):\($0 + 1): \(text)" }
        }
    }

    /// A module as the manifest declares it.
    struct Module {
        var name: String
        var dependencies: [String]
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every file of Swift below `Sources`, sorted.
    static let files: [File] = {
        let sources = root.appendingPathComponent("Sources").path
        let names = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String }
        return (names ?? []).filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            guard let text = try? String(contentsOfFile: "\(sources)/\(name)", encoding: .utf8)
            else { return nil }
            return File(
                module: String(name.split(separator: "/")[0]), path: "Sources/\(name)",
                lines: text.components(separatedBy: "\n"))
        }
    }()

    /// The modules in the order of the manifest.
    static let modules: [Module] = {
        let path = root.appendingPathComponent("Package.swift").path
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let targets = text.components(separatedBy: "arget(").dropFirst()
        return targets.compactMap { target in
            let end = target.range(of: "arget(")?.lowerBound ?? target.endIndex
            let quoted = target[..<end].components(separatedBy: "dependencies:")
            guard let name = names(in: quoted[0]).first else { return nil }
            let list = quoted.count > 1 ? quoted[1].prefix { $0 != "]" } : ""
            return Module(name: name, dependencies: names(in: list))
        }
    }()

    private static func names(in text: some StringProtocol) -> [String] {
        text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }
            .map(\.element)
    }

    /// A line without its comment and without what stands in quotation marks.
    static func code(of line: String) -> String {
        let parts = line.components(separatedBy: "\"")
        let unquoted = parts.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            .joined(separator: "\"\"")
        return unquoted.components(separatedBy: "//")[0]
    }
}
