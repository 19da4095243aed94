import Foundation
import LabModel
import Testing

@testable import LabFiles

struct FinderTests {
    private static let topology = "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a: }\n"
    private static let scenario = "topology: small\ndescription: It waits.\nsteps: [{wait: 1s}]\n"

    private func folder() throws -> TemporaryDirectory {
        try TemporaryDirectory([
            "Scenarios/Quick.yaml": Self.scenario,
            "Scenarios/deep/slow.yml": "topology: ../topologies/small.yaml\nsteps: [{wait: 2s}]\n",
            "Scenarios/topologies/small.yaml": Self.topology,
            "Scenarios/components/mine.yaml": "component: mine\nrole: registrator\ncommand: [x]\n",
            "other/local.yaml": "topology: here.yaml\nsteps: [{wait: 1s}]\n",
            "other/here.yaml": Self.topology,
        ])
    }

    @Test(arguments: [
        ("Scenarios/Quick.yaml", "Scenarios/Quick.yaml"),
        ("scenarios/quick.yaml", "Scenarios/Quick.yaml"),
        ("./SCENARIOS/quick", "Scenarios/Quick.yaml"),
        ("quick", "Scenarios/Quick.yaml"),
        ("Quick.yaml", "Scenarios/Quick.yaml"),
        ("slow", "Scenarios/deep/slow.yml"),
        ("deep/slow", "Scenarios/deep/slow.yml"),
        ("other/local", "other/local.yaml"),
    ])
    func scenariosAreFoundByPathAndByName(_ name: String, _ expected: String) throws {
        let folder = try folder()
        let loaded = try folder.loader().scenario(named: name)
        #expect(loaded.file == expected)
        #expect(loaded.topology.hosts.count == 1)
    }

    @Test func anAbsolutePathIsFoundFromAnywhere() throws {
        let folder = try folder()
        let loaded = try ScenarioLoader(directory: "/", environment: [:])
            .scenario(named: folder.path + "/Scenarios/Quick.yaml")
        #expect(loaded.scenario.description == "It waits.")
        #expect(loaded.scenario.name == "Quick")
    }

    @Test func whatIsNotFoundSaysWhatThereIs() throws {
        let folder = try folder()
        func said(_ name: String) -> String {
            errors { () throws(FileError) in _ = try folder.loader().scenario(named: name) }
        }
        #expect(said("quikc") == "no scenario 'quikc': did you mean 'Quick'?")
        #expect(said("zzzzzz") == "no scenario 'zzzzzz': there are Quick, slow")
        #expect(
            errors { () throws(FileError) in _ = try folder.loader().topology(named: "smal") }
                == "no topology 'smal': did you mean 'small'?")
        let empty = try TemporaryDirectory(["x": ""])
        #expect(
            errors { () throws(FileError) in _ = try empty.loader().scenario(named: "x.yaml") }
                == "no scenario 'x.yaml': name a file, or start the lab beside a folder named Scenarios"
        )
    }

    @Test func theLibraryListsWhatCanBeNamed() throws {
        let folder = try folder()
        try folder.write("a: [", to: "Scenarios/broken.yaml")
        let entries = ScenarioLibrary(directory: folder.path).list()
        let shipped = ["consul", "dnsmasq", "haproxy", "nginx"]
        #expect(entries.map(\.name) == ["Quick", "broken", "slow", "small", "mine"] + shipped)
        #expect(
            entries.map(\.kind) == [.scenario, .scenario, .scenario, .topology, .component]
                + shipped.map { _ in .component })
        #expect(entries.suffix(4).allSatisfy { !$0.description.isEmpty && $0.path.isEmpty })
        #expect(entries[0].description == "It waits.")
        #expect(entries[1].problem != nil)
        #expect(entries[2].path == "Scenarios/deep/slow.yml")
    }

    @Test func everyKindOfFileCanBeValidated() throws {
        let loader = try folder()
        #expect(try loader.loader().validate(named: "quick") == .scenario)
        #expect(try loader.loader().validate(named: "small") == .topology)
        #expect(try loader.loader().validate(named: "mine") == .component)
        try loader.write("a: 1\n", to: "x.yaml")
        #expect(throws: FileError.self) { try loader.loader().validate(named: "x.yaml") }
    }

    @Test func filesThatAreNoTextAreRefused() throws {
        let folder = try TemporaryDirectory(["d/x.yaml": ""])
        func said(_ bytes: [UInt8]) throws -> String {
            let path = folder.path + "/bad.yaml"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return errors { () throws(FileError) in _ = try folder.loader().topology(named: "bad") }
        }
        #expect(try said([]) == "bad.yaml:1:1: the file is empty")
        #expect(
            try said([97, 10, 98, 0xFF]) == "bad.yaml:2:2: this is no UTF-8: save the file as UTF-8"
        )
        #expect(try said([0xFF, 0xFE, 97, 0]) == "bad.yaml is in UTF-16: save it as UTF-8")
        #expect(try said([97, 58, 32, 0]).hasPrefix("bad.yaml:1:4: control character U+0000"))
        #expect(try said([0x7F, 69, 76, 70, 0xFF, 0]) == "bad.yaml:1:5: this is no text file")
        #expect(try said([0xEF, 0xBB, 0xBF] + Array(Self.topology.utf8)) == "")
        let directory = errors { () throws(FileError) in
            _ = try FileText.read(folder.path + "/d", label: "d")
        }
        #expect(directory == "d is a directory: name a file in it")
    }

    @Test func aHugeFileIsNotRead() throws {
        let folder = try TemporaryDirectory(["x": ""])
        let path = folder.path + "/huge.yaml"
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 100 << 20)
        try handle.close()
        let said = errors { () throws(FileError) in
            _ = try folder.loader().topology(named: "huge.yaml")
        }
        #expect(said == "huge.yaml has 100 MiB: a file has at most 8 MiB")
    }

    @Test func tenThousandHostsAreNoBurden() throws {
        var text = "networks: {lan: {subnet: 10.0.0.0/16}}\nhosts:\n"
        for number in 1...10_000 { text += "  host-\(number): {run: [discovery], cpus: 2}\n" }
        text += "components: {discovery: {servers: [host-1, host-2, host-3]}}\n"
        let topology = try ScenarioLoader(directory: "/", environment: [:])
            .topology(text: text).topology
        #expect(topology.hosts.count == 10_000)
        #expect(topology.hosts.last?.address.description == "10.0.39.16")
    }
}
