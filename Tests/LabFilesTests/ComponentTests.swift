import LabModel
import LabNetwork
import Testing

@testable import LabFiles

struct ComponentTests {
    /// The example of the contract.
    private static let example = """
        component: my-registrator
        role: registrator
        command: [./bin/registrator, "-ip", "{{host.address}}", "consul://{{host.address}}:8500"]
        env: {}
        files:
          /etc/my.json: |
            {"node": "{{host.name}}", "peers": [{{#discovery.servers}}"{{address}}"{{^last}},{{/last}}{{/discovery.servers}}]}
        ready: {http: "http://{{host.address}}:8500/v1/status/leader", status: 200, body: /:8300/, within: 30s,
                hint: "no leader: are a majority of the servers up?"}
        stop:   {signal: SIGTERM, grace: 5s}
        reload: {signal: SIGHUP}
        data: /var/lib/my                    # survives kill and restart, wiped with the host
        requires: [consul]                   # programs that must be on the machine
        """

    @Test func aDefinitionIsReadAsWritten() throws {
        let program = try ScenarioLoader(directory: "/", environment: [:])
            .component(text: Self.example)
        #expect(program.name == "my-registrator")
        #expect(program.role == .registrator)
        #expect(program.command.count == 4)
        #expect(program.command[2] == "{{host.address}}")
        #expect(program.files.map(\.path) == ["/etc/my.json"])
        #expect(program.files[0].contents.hasSuffix("{{/discovery.servers}}]}\n"))
        #expect(program.ready?.status == Bound(.equal, .number(200)))
        #expect(program.ready?.body == .matching(":8300"))
        #expect(program.ready?.within == .seconds(30))
        #expect(program.stopSignal == "SIGTERM")
        #expect(program.stopGrace == .seconds(5))
        #expect(program.reloadSignal == "SIGHUP")
        #expect(program.data == ["/var/lib/my"])
        #expect(program.requires == ["consul"])
    }

    @Test func whatFollowsTheCatalogIsReadBesideTheRest() throws {
        let program = try ScenarioLoader(directory: "/", environment: [:]).component(
            text: """
                component: x
                command: [x]
                defaults: {port: 80, mode: dns, deep: {list: [1, a]}}
                render: {/etc/x: "{{#services}}{{name}}{{/services}}"}
                install: apt-get install x
                resolver: true
                """)
        #expect(program.rendered.map(\.path) == ["/etc/x"])
        #expect(program.files.isEmpty)
        #expect(program.defaults["port"]?.integer == 80)
        #expect(program.defaults["deep"]?["list"]?.list?.count == 2)
        #expect(program.install == "apt-get install x")
        #expect(program.isResolver)
    }

    @Test(arguments: ScenarioLibrary.shippedComponents)
    func whatTheLabBringsAlongIsInOrder(_ name: String) throws {
        let loader = ScenarioLoader(directory: "/", environment: [:])
        let program = try loader.component(named: name)
        #expect(program.name == name)
        #expect(program.requires == [name])
        #expect(program.install?.contains("apt-get install \(name)") == true)
        #expect(program.ready?.hint != nil)
        #expect(!program.description.isEmpty)
        #expect(try loader.validate(named: name) == .component)
        let topology = try loader.topology(
            text: """
                networks: {lan: {subnet: 10.0.0.0/24}}
                hosts: {a: {run: [it]}}
                components: {it: {use: \(name)}}
                """
        ).topology
        #expect(topology.components[0].program == program)
        #expect(topology.components[0].role == program.role)
    }

    @Test func imagesAreCommands() throws {
        let folder = try TemporaryDirectory([
            "lab/lab.yaml": """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: }
            images:
              web: [python3, -m, http.server, "{{port}}"]
              shop: {command: [./shop], env: {ID: "{{id}}"}}
            services: {w: {image: web}, s: {image: shop}, h: {}}
            """
        ])
        let topology = try folder.loader().topology(named: "lab/lab.yaml").topology
        #expect(topology.image(named: "web")?.command.last == "{{port}}")
        #expect(topology.image(named: "shop")?.environment == [.init("ID", "{{id}}")])
        #expect(topology.image(named: "shop")?.directory == folder.path + "/lab")
        #expect(topology.services.map(\.image) == ["web", "shop", "hello"])
    }

    @Test func aTopologyUsesADefinitionByNameOrPath() throws {
        let folder = try TemporaryDirectory([
            "Scenarios/components/mine.yaml": "component: mine\nrole: registrator\ncommand: [x]\n",
            "lab/own.yaml": "component: own\ncommand: [./run, \"${HOME}\"]\n",
            "lab/lab.yaml": """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: {run: [one, two]}}
            components:
              one: {use: mine, tags: [a]}
              two: {role: custom, use: ./own.yaml}
            """,
        ])
        let components = try folder.loader().topology(named: "lab/lab.yaml").topology.components
        #expect(components[0].role == .registrator)
        #expect(components[0].program?.command == ["x"])
        #expect(components[0].configuration["tags"]?.list?.count == 1)
        #expect(components[1].program?.command == ["./run", "${HOME}"])
        #expect(components[1].program?.directory == folder.path + "/lab")
    }

    @Test func aRoleThatIsNotTheDefinitionsIsAnError() throws {
        let folder = try TemporaryDirectory([
            "own.yaml": "component: own\nrole: discovery\ncommand: [x]\n",
            "lab.yaml": """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: }
            components: {two: {role: custom, use: own.yaml}, three: {use: lab.yaml, role: custom}}
            """,
        ])
        let said = errors { () throws(FileError) in
            _ = try folder.loader().topology(named: "lab.yaml")
        }
        #expect(
            said == """
                lab.yaml:3:20: own.yaml is for the role 'discovery'
                  3 | components: {two: {role: custom, use: own.yaml}, three: {use: lab.yaml, role: custom}}
                    |                    ^~~~
                lab.yaml:3:63: lab.yaml is a topology, not a component definition
                  3 | components: {two: {role: custom, use: own.yaml}, three: {use: lab.yaml, role: custom}}
                    |                                                               ^~~~~~~~
                """)
    }
}
