import LabHost
import LabModel
import LabNetwork
import LabProgram
import Testing

struct HostPlanTests {
    @Test func aHostIsToldItsPlaceInTheLab() throws {
        let topology = try topology(
            """
            networks: {lan: {subnet: 10.0.0.0/16}, wan: {subnet: 172.16.1.0/24}}
            hosts:
              a: {addresses: {lan: 10.0.0.1, wan: 172.16.1.1}, run: [discovery], disk: 10MiB}
              b: {addresses: {wan: 172.16.1.2}}
            components:
              discovery: {role: discovery, domain: lab, ports: {dns: 53}}
            """)
        let setup = ComponentPlan.setup(
            of: topology.hosts[0], in: topology, stateDirectory: "/state/a")
        #expect(
            setup.interfaces == [
                .init(device: "eth0", address: IPv4Address(10, 0, 0, 1), prefixLength: 16),
                .init(device: "eth1", address: IPv4Address(172, 16, 1, 1), prefixLength: 24),
            ])
        #expect(setup.hosts.map(\.name) == ["a", "b"])
        #expect(setup.discoveryDNS == Endpoint(.loopback, 53))
        #expect(setup.discoveryDomain == "lab")
        #expect(setup.searchDomains == ["service.lab", "node.lab"])
        #expect(setup.disk == 10 << 20)
        #expect(setup.stateDirectory == "/state/a")
        #expect(setup.runsResolver)
        let other = ComponentPlan.setup(
            of: topology.hosts[1], in: topology, stateDirectory: "/state/b")
        #expect(other.interfaces.map(\.device) == ["eth0"])
        #expect(other.discoveryDNS == nil)
        #expect(other.searchDomains == ["service.lab", "node.lab"])
        // The address of a on the network that b is on too.
        #expect(other.hosts[0].address == IPv4Address(172, 16, 1, 1))
    }

    @Test func aHostWithAResolverOfItsOwnHasNoneOfTheLabs() throws {
        let topology = try topology(
            threeNodes.replacing("[discovery, balancer]", with: "[discovery, resolver]")
                .replacing("services:", with: "  resolver: {use: dnsmasq}\nservices:"))
        let setups = topology.hosts.map {
            ComponentPlan.setup(of: $0, in: topology, stateDirectory: "/state")
        }
        #expect(setups.map(\.runsResolver) == [true, true, false, true])
    }

    @Test func requirementsSayWhoNeedsThemAndHowToGetThem() throws {
        let topology = try topology(threeNodes, use: ["discovery=consul,balancer=nginx"])
        let requirements = ComponentPlan.requirements(of: topology)
        #expect(requirements.map(\.program) == ["consul", "nginx"])
        #expect(requirements.map(\.component) == ["discovery", "balancer"])
        #expect(
            requirements[1].remedy
                == "balancer needs nginx, which is not on this machine: apt-get install nginx")
        #expect(ComponentPlan.requirements(of: try LabHostTests.topology(threeNodes)).isEmpty)
    }

    @Test func aDefinitionsOwnProgramIsRequiredToo() throws {
        var program = ComponentProgram(name: "own", command: ["./bin/own"])
        program.directory = "/srv/own"
        program.requires = ["python3"]
        let requirements = ComponentPlan.requirements(of: try own(program))
        #expect(requirements.map(\.program) == ["python3", "/srv/own/bin/own"])
        #expect(
            requirements[1].remedy == "own needs /srv/own/bin/own, there is no such program")
    }
}

struct InstancePlanTests {
    private static let lab =
        threeNodes + """
              web:
                image: app
                ports: [8080, 9090]
                env: {LEVEL: warn}
            images:
              app:
                command: [./bin/app, --port, "{{port}}", --name, "{{name}}", --at, "{{host.address}}"]
                env: {LEVEL: info, ID: "{{short_id}}", AGENT: "{{discovery.http}}"}
            """

    private func container(of topology: Topology, _ name: String) throws -> (
        Container, ServiceDefinition
    ) {
        let service = try #require(topology.service(named: name))
        let container = Container(
            of: service, index: 1, id: String(repeating: "ab", count: 32),
            published: [32_768, 32_769], environment: [.init("EXTRA", "1")])
        return (container, service)
    }

    @Test func helloRunsFromAFile() throws {
        let topology = try topology(Self.lab)
        let (container, service) = try container(of: topology, "simple")
        let spec = try ComponentPlan.process(
            for: container, of: service, on: topology.hosts[0], in: topology)
        #expect(spec.name == "simple.1")
        #expect(spec.command == [ProcessSpec.agent, "run", "/run/lab/simple.1.json"])
        #expect(spec.container == container)
        let file = try Frame.decode(ProgramFile.self, from: Array(spec.files[0].contents.utf8))
        #expect(file.program == .hello(container))
        #expect(spec.environment.contains(.init("SERVICE_NAME", "simple")))
        #expect(spec.listens == [32_768])
    }

    @Test func helloThatTakesItsTimeOpensItsPortsItself() throws {
        let topology = try topology(Self.lab)
        var (container, service) = try container(of: topology, "simple")
        container.environment.append(.init("HELLO_START_DELAY", "200ms"))
        let spec = try ComponentPlan.process(
            for: container, of: service, on: topology.hosts[0], in: topology)
        #expect(spec.listens == [])
    }

    @Test func anImageIsACommandThatIsToldItsPorts() throws {
        let topology = try topology(Self.lab)
        let (container, service) = try container(of: topology, "web")
        let spec = try ComponentPlan.process(
            for: container, of: service, on: topology.hosts[0], in: topology)
        #expect(
            spec.command == [
                "/srv/lab/bin/app", "--port", "32768", "--name", "web.1", "--at", "192.168.50.101",
            ])
        #expect(spec.directory == "/srv/lab")
        #expect(
            spec.environment == [
                .init("PORT", "32768"), .init("PORT_8080", "32768"), .init("PORT_9090", "32769"),
                .init("ID", "abababababab"), .init("AGENT", "127.0.0.1:8500"),
                .init("LEVEL", "warn"), .init("EXTRA", "1"),
            ])
        #expect(ComponentPlan.requirements(of: topology).map(\.program) == ["/srv/lab/bin/app"])
    }

    @Test func anImageThatNobodyKnowsIsAnError() throws {
        let topology = try topology(Self.lab.replacing("image: app", with: "image: nobodys"))
        let (container, service) = try container(of: topology, "web")
        #expect(
            throws: LabError(
                "service web: nothing is known to run the image nobodys: give its command under "
                    + "'images', or use hello")
        ) {
            try ComponentPlan.process(
                for: container, of: service, on: topology.hosts[0], in: topology)
        }
    }
}
