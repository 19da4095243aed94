import Foundation
import Testing

/// What the architecture promises of the sources, read from the sources.
@Suite struct HouseRulesTests {
    /// The modules that know neither time nor network nor a machine.
    private static let pure: Set<String> = [
        "LabModel", "LabDNS", "LabNetwork", "LabProgram", "LabMembership", "LabConsensus",
        "LabPrograms", "LabComponents", "LabSimulation", "LabMemory",
    ]
    /// The runner has nothing else either, but for the flag that a signal handler sets.
    private static let outsideModules = ["LabRunner": ["Synchronization"]]
    private static let deterministic = pure.union(["LabRunner"])

    private static var deterministicFiles: [SourceTree.File] {
        SourceTree.files.filter { deterministic.contains($0.module) }
    }

    @Test func theSourcesAreThere() {
        #expect(SourceTree.files.count > 300)
        #expect(Set(SourceTree.files.map(\.module)).isSuperset(of: Self.deterministic))
        #expect(SourceTree.modules.contains { $0.name == "LabMemory" })
    }

    @Test func thePureSetImportsOnlyItselfAndTheRunner() {
        for file in Self.deterministicFiles {
            let allowed = Self.deterministic
                .union(Self.outsideModules[file.module] ?? [])
            for module in file.imports {
                #expect(allowed.contains(module), "\(file) imports \(module)")
            }
        }
    }

    @Test func everyModuleImportsOnlyWhatStandsAboveItInTheManifest() {
        var above: Set<String> = []
        for module in SourceTree.modules where !module.name.hasSuffix("Tests") {
            for dependency in module.dependencies where dependency.hasPrefix("Lab") {
                #expect(above.contains(dependency), "\(module.name) depends on \(dependency)")
            }
            above.insert(module.name)
        }
    }

    @Test func everyModuleDeclaresTheModulesThatItImports() {
        let declared = Dictionary(
            SourceTree.modules.map { ($0.name, Set($0.dependencies)) }, uniquingKeysWith: { $1 })
        for file in SourceTree.files {
            for module in file.imports where module.hasPrefix("Lab") {
                #expect(
                    declared[file.module]?.contains(module) == true,
                    "\(file) imports \(module), which Package.swift does not say")
            }
        }
    }

    @Test(arguments: [
        "Date(", "Date.now", "UUID(", ".random(in:", ".random()", ".randomElement(", ".shuffled(",
        ".shuffle()", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator",
        "hashValue", "clock_gettime", "gettimeofday", "async ", "await ", "Task {",
        "ObjectIdentifier",
    ])
    func nothingInThePureSetKnowsTheTimeOrThrowsDice(_ text: String) {
        let places = Self.deterministicFiles.flatMap { $0.places(of: text) }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    @Test(arguments: [
        "try!", "as!", "fatalError(", "preconditionFailure(", "@unchecked", "nonisolated(unsafe)",
        "TODO", "FIXME",
    ])
    func nothingIsForced(_ text: String) {
        let places = SourceTree.files.flatMap { $0.places(of: text) }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    @Test func noFileIsLongerThanAnybodyReads() {
        for file in SourceTree.files {
            #expect(file.lines.count <= 401, "\(file) has \(file.lines.count - 1) lines")
        }
    }

    @Test func aFileIsNamedAfterTheTypeInIt() {
        for file in SourceTree.files where !file.path.contains("+") {
            let name = file.path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
            let isThere = file.lines.contains { line in
                let words = line.split { !$0.isLetter && !$0.isNumber }
                return ["struct", "class", "enum", "protocol", "extension", "typealias"]
                    .contains { kind in
                        zip(words, words.dropFirst()).contains { $0 == kind && $1 == name }
                    }
            }
            if !Self.filesOfMany.contains(String(name)) {
                #expect(isThere, "\(file) has no type \(name)")
            }
        }
    }

    /// Files of several small values of one family.
    private static let filesOfMany: Set<String> = [
        "Handles", "LabTypes", "ClusterChecks", "HostChecks", "LoadedFiles", "UnsupportedActions",
    ]

    @Test func theRepositorySpeaksOfTheProductAlone() throws {
        let pages = try FileManager.default.subpathsOfDirectory(atPath: SourceTree.root.path)
            .filter { path in
                let top = path.split(separator: "/").first.map(String.init) ?? ""
                return [
                    "README.md", "Package.swift", "Sources", "Documentation", "Scenarios",
                    "Benchmarks", ".ci",
                ].contains(top)
            }
        #expect(pages.contains("README.md"))
        for page in pages {
            let file = SourceTree.root.appendingPathComponent(page)
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
            for word in ["/work/", "/root/", "/home/"] {
                #expect(!text.contains(word), "\(page) speaks of \(word)")
            }
        }
    }
}
