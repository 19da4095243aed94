import LabModel
import LabNetwork
import Testing

@testable import LabFiles

struct ScenarioTests {
    private func scenario(_ text: String) throws -> Scenario {
        try ScenarioLoader(directory: repository, environment: ["T": "three-node"])
            .scenario(text: text, file: "s.yaml").scenario
    }

    @Test func whatIsLeftOutHasDefaults() throws {
        let scenario = try scenario("topology: ${T}\nsteps:\n  - wait: 1s\n")
        #expect(scenario.name == "s")
        #expect(scenario.seed == 1)
        #expect(scenario.timeout == .minutes(5))
        let step = scenario.steps[0]
        #expect(step.name == "step 1")
        #expect(step.within == .seconds(10))
        #expect(step.level == .error)
        #expect(step.onFailure == .stop)
    }

    @Test func aStepHasItsOwnKeys() throws {
        let step = try scenario(
            """
            topology: three-node
            seed: 0xff
            timeout: 1h
            steps:
              - name: all
                during: {leader: one}
                expect: [{leader: one}]
                within: 20s
                every: 100ms
                stable: 5s
                measure: time
                level: warning
                skip: "not yet"
                on-failure: continue
              - {wait: 1s, skip: true}
              - {wait: 1s, skip: false}
            """
        ).steps
        #expect(step[0].during.count == 1)
        #expect(step[0].every == .milliseconds(100))
        #expect(step[0].stable == .seconds(5))
        #expect(step[0].measure == "time")
        #expect(step[0].level == .warning)
        #expect(step[0].skip == "not yet")
        #expect(step[0].onFailure == .proceed)
        #expect(step[1].skip == "skipped")
        #expect(step[2].skip == nil)
    }

    @Test func seedsMayBeAsBigAsTheyGet() throws {
        let text = "topology: three-node\nseed: 18446744073709551615\nsteps: [{wait: 1s}]\n"
        #expect(try scenario(text).seed == .max)
    }

    @Test func randomFaultsAreRead() throws {
        let text = """
            topology: three-node
            random: {every: 20s, from: [kill, partition, degrade], heal: false}
            never: [{leaders-per-term: 3}]
            steps: [{wait: 1m}]
            """
        let scenario = try scenario(text)
        #expect(
            scenario.random
                == RandomFaults(
                    every: .seconds(20), from: [.kill, .partition, .degrade], heal: false))
        #expect(scenario.never.count == 1)
    }

    @Test func aTopologyMayStandInTheScenario() throws {
        let loaded = try ScenarioLoader(directory: repository, environment: [:]).scenario(
            text: """
                topology:
                  networks: {lan: {subnet: 10.0.0.0/24}}
                  hosts: {a: , b: }
                steps: [{isolate: a, expect: {reach: {from: a, to: b, ok: false}}}]
                """, file: "s.yaml")
        #expect(loaded.topology.hosts.map(\.name) == ["a", "b"])
        #expect(loaded.topologyFile == "s.yaml")
    }

    @Test func mistakesOfBothFilesAreSaidInOneGo() throws {
        let folder = try TemporaryDirectory([
            "s.yaml": "topology: t.yaml\nsteps:\n  - kill: c\n  - wait: 5\n",
            "t.yaml": "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {aa: {cpu: 1}, bb: }\n",
        ])
        let said = errors { () throws(FileError) in
            _ = try folder.loader().scenario(named: "s.yaml")
        }
        #expect(
            said == """
                s.yaml:3:11: 'c' is neither a host nor a component nor a service
                  3 |   - kill: c
                    |           ^
                s.yaml:4:11: 5 what? write 5s
                  4 |   - wait: 5
                    |           ^
                t.yaml:2:14: unknown key 'cpu' in a host
                  2 | hosts: {aa: {cpu: 1}, bb: }
                    |              ^~~ did you mean 'cpus'?
                """)
    }

    @Test func aLongLineIsCutAroundThePlace() {
        let line =
            String(repeating: "a", count: 200) + " here " + String(repeating: "b", count: 200)
        let diagnostic = FileDiagnostic(
            location: SourceLocation(file: "f", line: 3, column: 202), message: "m",
            sourceLine: line, length: 4)
        let lines = diagnostic.description.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count < 130 })
        let caret = lines[2].firstIndex(of: "^").map {
            lines[2].distance(from: lines[2].startIndex, to: $0)
        }
        let word = lines[1].firstRange(of: "here").map {
            lines[1].distance(from: lines[1].startIndex, to: $0.lowerBound)
        }
        #expect(caret == word)
    }

    @Test func backendsSayWhatTheyCanNotDo() throws {
        let scenario = try scenario(
            """
            topology: three-node
            random: {every: 20s, from: [skew]}
            steps:
              - {name: look, exec: [ls]}
              - {name: drift, skew: {host: host-1, offset: 1s}}
              - {exec: [ls], skip: "later"}
            """)
        let memory = unsupportedActions(scenario, backend: "memory")
        #expect(
            memory.map(\.description) == [
                """
                s.yaml:4:18: step 'look': memory runs no real programs, so there is no exec: run it \
                on netns or libvirt
                  4 |   - {name: look, exec: [ls]}
                    |                  ^~~~
                """
            ])
        #expect(unsupportedActions(scenario, backend: "netns").count == 2)
        #expect(unsupportedActions(scenario, backend: "libvirt").isEmpty)
    }

    @Test func realDiscoveryCanNotBeToldToLie() throws {
        let scenario = try scenario(
            """
            topology: three-node
            steps:
              - {name: lie, dns-fault: {on: host-1, answer: NXDOMAIN}}
              - {name: terms, expect: [{leaders-per-term: {at-most: 1}}]}
            """)
        var topology = try threeNodes()
        #expect(unsupportedActions(scenario, on: topology, backend: "netns").isEmpty)
        topology.components[0].use = "consul"
        #expect(
            unsupportedActions(scenario, on: topology, backend: "netns").map(\.message) == [
                "step 'lie': consul can't be told to answer wrongly, so there is no dns-fault: "
                    + "run it with --use discovery=builtin"
            ])
        topology.components[0].use = "./mine.yaml"
        #expect(unsupportedActions(scenario, on: topology, backend: "netns").count == 2)
    }

    @Test func realProgramsDoNotRunInMemory() throws {
        var topology = try threeNodes()
        #expect(unsupportedComponents(topology, backend: "memory").isEmpty)
        topology.components[0].use = "consul"
        #expect(unsupportedComponents(topology, backend: "memory").count == 1)
        #expect(unsupportedComponents(topology, backend: "netns").isEmpty)
    }

    @Test func actionsCanBeWordsOfACommandLine() throws {
        let loader = ScenarioLoader(directory: repository, environment: [:])
        func read(_ line: String) throws -> [Action] {
            let words = line.split(separator: " ").map(String.init)
            return try loader.actions(words: words, topology: threeNodes()).map(\.action)
        }
        #expect(
            try read("kill host-1/simple")
                == [.kill(targets: [part("host-1", "simple")], signal: "SIGKILL")])
        #expect(
            try read("pause host-1 host-2 for=5s") == [
                .inject(
                    .pause(targets: [host("host-1"), host("host-2")]), name: nil,
                    duration: .seconds(5))
            ])
        #expect(
            try read("partition host-1 host-2,host-3") == [
                .inject(
                    .partition(groups: [[host("host-1")], [host("host-2"), host("host-3")]]),
                    name: nil, duration: nil)
            ])
        #expect(
            try read("block from=host-1 to=host-2,host-3").count == 1)
        #expect(try read("degrade host-1 loss=10% delay=5ms").count == 1)
        #expect(try read("heal all") == [.heal(names: [])])
        let said = errors { () throws(FileError) in
            _ = try loader.actions(
                words: ["pause", "host-4", "fr=5"],
                topology: Topology(
                    name: "t", networks: [],
                    hosts: [HostDefinition(name: "host-1", attachments: [])]))
        }
        #expect(said.contains("unknown key 'fr' in the action 'pause'"))
        #expect(said.contains("'host-4' is neither a host"))
        #expect(
            errors { () throws(FileError) in
                _ = try loader.actions(
                    words: ["kil", "x"], topology: Topology(name: "t", networks: [], hosts: []))
            } == "unknown action 'kil': did you mean 'kill'?")
    }
}
