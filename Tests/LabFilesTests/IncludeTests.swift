import LabModel
import Testing

@testable import LabFiles

struct IncludeTests {
    private static let base = """
        networks: {lan: {subnet: 10.0.0.0/24, link: {delay: 1ms}}}
        hosts: {a: {cpus: 1}, b: }
        components: {discovery: {datacenter: dc1, raft_multiplier: 1}}
        """

    @Test func filesAreMergedAndTheLaterOnesWin() throws {
        let folder = try TemporaryDirectory([
            "parts/base.yaml": Self.base,
            "parts/more.yaml": "hosts: {a: {cpus: 2, memory: 1GiB}, c: }\n",
            "lab.yaml": """
            include: [parts/base.yaml, parts/more]
            hosts: {a: {memory: 2GiB}, b: {cpus: 8}}
            components: {discovery: {datacenter: dc2}}
            """,
        ])
        let topology = try folder.loader().topology(named: "lab").topology
        #expect(topology.name == "lab")
        #expect(topology.hosts.map(\.name) == ["a", "b", "c"])
        #expect(topology.hosts.map(\.cpus) == [2, 8, nil])
        #expect(topology.hosts[0].memory == 2 << 30)
        #expect(topology.components[0].configuration["datacenter"]?.text == "dc2")
        #expect(topology.components[0].configuration["raft_multiplier"]?.integer == 1)
    }

    @Test func anIncludedFileIncludesFromItsOwnPlace() throws {
        let folder = try TemporaryDirectory([
            "a/base.yaml": Self.base, "a/b/middle.yaml": "include: ../base.yaml\n",
            "lab.yaml": "include: a/b/middle.yaml\n",
        ])
        #expect(try folder.loader().topology(named: "lab.yaml").topology.hosts.count == 2)
    }

    @Test func mistakesAreShownInTheFileThatHasThem() throws {
        let folder = try TemporaryDirectory([
            "base.yaml": Self.base + "\nnam: x\n", "lab.yaml": "include: [base.yaml]\nnmae: y\n",
        ])
        let said = errors { () throws(FileError) in _ = try folder.loader().topology(named: "lab") }
        #expect(
            said == """
                lab.yaml:2:1: unknown key 'nmae' in a topology file
                  2 | nmae: y
                    | ^~~~ did you mean 'name'?
                base.yaml:4:1: unknown key 'nam' in a topology file
                  4 | nam: x
                    | ^~~ did you mean 'name'?
                """)
    }

    @Test func cyclesAndMissingFilesAreReported() throws {
        let folder = try TemporaryDirectory([
            "a.yaml": "include: b.yaml\n", "b.yaml": "include: [c.yaml, none.yaml]\n",
            "c.yaml": Self.base + "\ninclude: a.yaml\n",
        ])
        let said = errors { () throws(FileError) in _ = try folder.loader().topology(named: "a") }
        #expect(
            said == """
                b.yaml:1:19: there is no file 'none.yaml' beside b.yaml
                  1 | include: [c.yaml, none.yaml]
                    |                   ^~~~~~~~~
                c.yaml:4:10: files include each other: a.yaml → b.yaml → c.yaml → a.yaml
                  4 | include: a.yaml
                    |          ^~~~~~
                """)
    }
}
