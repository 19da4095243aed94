import LabModel
import LabNetwork
import Testing

@testable import LabFiles

struct TopologyTests {
    private func topology(
        _ text: String, environment: [String: String] = [:], overrides: [Override] = []
    ) throws -> Topology {
        try ScenarioLoader(
            directory: repository, environment: environment, overrides: overrides
        ).topology(text: text, file: "lab.yaml").topology
    }

    private static let lan = "networks: {lan: {subnet: 10.0.0.0/24}}\n"

    @Test func addressesAreGivenInFileOrderAroundThoseThatAreTaken() throws {
        let topology = try topology(
            Self.lan + "hosts: {a: , b: {address: 10.0.0.2}, c: , d: {address: 10.0.0.1}, e: }\n")
        #expect(
            topology.hosts.map(\.address.description)
                == ["10.0.0.3", "10.0.0.2", "10.0.0.4", "10.0.0.1", "10.0.0.5"])
    }

    @Test func aCountMakesManyHosts() throws {
        let topology = try topology(
            Self.lan + "hosts:\n  web-: {count: 3, address: 10.0.0.100, cpus: 2}\n  db:\n")
        #expect(topology.hosts.map(\.name) == ["web-1", "web-2", "web-3", "db"])
        #expect(
            topology.hosts.map(\.address.description)
                == ["10.0.0.100", "10.0.0.101", "10.0.0.102", "10.0.0.1"])
        #expect(topology.hosts.map(\.cpus) == [2, 2, 2, nil])
    }

    @Test func aHostInheritsFromTheDefaultsAndItsGroup() throws {
        let topology = try topology(
            Self.lan + """
                defaults: {cpus: 1, memory: 1GiB, run: [discovery]}
                groups: {web: {cpus: 2, run: [discovery, registrator]}}
                hosts:
                  a:
                  b: {group: web}
                  c: {group: web, cpus: 4, disk: 10GB}
                  d: {run: []}
                components: {discovery: , registrator: }
                """)
        #expect(topology.hosts.map(\.cpus) == [1, 2, 4, 1])
        #expect(topology.hosts.map(\.memory) == Array(repeating: 1 << 30, count: 4))
        #expect(topology.hosts[2].disk == 10_000_000_000)
        #expect(topology.hosts.map(\.run.count) == [1, 2, 2, 0])
    }

    @Test func hostsMayBeOnOtherComputers() throws {
        let topology = try topology(
            Self.lan + """
                defaults: {on: "qemu+ssh://lab-2/system"}
                groups: {near: {on: "qemu:///session"}}
                hosts:
                  a:
                  b: {group: near}
                  c: {group: near, on: "qemu+ssh://me@lab-3:2222/system?keyfile=/keys/key"}
                  d: {on: lab}
                """)
        #expect(
            topology.hosts.map(\.on?.description) == [
                "qemu+ssh://lab-2/system", "qemu:///session",
                "qemu+ssh://me@lab-3:2222/system?keyfile=/keys/key", nil,
            ])
        #expect(topology.places.map(\.isRemote) == [true, false, true])
        #expect(topology.hosts[2].on?.port == 2222)
        let obstacles = topology.misplaced(on: "netns")
        #expect(obstacles.count == 3)
        #expect(obstacles.first?.reason.hasPrefix("a is on qemu+ssh://lab-2/system") == true)
        #expect(obstacles.first?.location?.line == 5)
        #expect(topology.misplaced(on: "libvirt").isEmpty)
    }

    @Test(arguments: ["vbox:///session", "qemu+tls://lab-2/system", "qemu:///embed", "lab-2"])
    func hostsRunWhereLibvirtsQEMUDriverRuns(_ place: String) {
        #expect(throws: FileError.self) {
            try topology(Self.lan + "hosts: {a: {on: \"\(place)\"}}\n")
        }
    }

    @Test func hostsMayBeOnSeveralNetworks() throws {
        let topology = try topology(
            """
            networks:
              lan:
                subnet: 10.0.0.0/24
                between: {a: a, b: [b], link: {delay: 20ms}}
              wan: {subnet: 10.9.0.0/24}
            hosts:
              a: {addresses: {wan: 10.9.0.7, lan: 10.0.0.7}}
              b: {addresses: {lan: ~, wan: auto}}
              c: {address: 10.9.0.1}
              d: {networks: [lan, wan]}
              e:
            """)
        let texts = topology.hosts.map { host in
            host.attachments.map { "\($0.network) \($0.address)" }
        }
        #expect(
            texts == [
                ["lan 10.0.0.7", "wan 10.9.0.7"], ["lan 10.0.0.1", "wan 10.9.0.2"],
                ["wan 10.9.0.1"], ["lan 10.0.0.2", "wan 10.9.0.3"], ["lan 10.0.0.3"],
            ])
        var link = LinkConditions()
        link.delay = .milliseconds(20)
        #expect(
            topology.networks[0].between == [
                NetworkDefinition.LongWay(a: ["a"], b: ["b"], link: link)
            ])
    }

    @Test func namesMayHaveDots() throws {
        let topology = try topology(
            Self.lan + "hosts: {t1.harbur.io: {run: discovery}}\ncomponents: {discovery: }\n")
        #expect(topology.hosts[0].name == "t1.harbur.io")
        #expect(
            topology.component(named: "discovery")?.configuration["servers"]
                == .list([.text("t1.harbur.io")]))
    }

    @Test func portsAndEnvironmentsHaveSeveralForms() throws {
        let topology = try topology(
            Self.lan + """
                hosts: {a: }
                services:
                  one:
                    ports: [5000, "8080:80", 443/tcp, {target: 90, published: 91}]
                    env: {A: 1, B: true, C: }
                    labels: [SERVICE_TAGS=a=b]
                    healthcheck: {ttl: 30s, deregister-after: 1m}
                    on: a
                  two: {image: registry/web:1, ports: 80, healthcheck: {tcp: true, interval: 2s}}
                """)
        let one = topology.services[0]
        #expect(one.ports.map(\.exposed) == [5000, 80, 443, 90])
        #expect(one.ports.map(\.published) == [nil, 8080, nil, 91])
        #expect(one.environment.map(\.name) == ["A", "B", "C"])
        #expect(one.environment.map(\.value) == ["1", "true", ""])
        #expect(one.labels == [ServiceDefinition.Variable("SERVICE_TAGS", "a=b")])
        #expect(one.healthCheck?.ttl == .seconds(30))
        #expect(one.healthCheck?.deregisterAfter == .minutes(1))
        #expect(one.on == ["a"])
        #expect(topology.services[1].healthCheck?.tcp == true)
        #expect(topology.services[1].healthCheck?.interval == .seconds(2))
    }

    @Test func servicesMayBeDeclaredByTheAgents() throws {
        let topology = try topology(
            Self.lan + """
                hosts: {node1: {run: agent}, node2: {run: agent}}
                components:
                  agent:
                    role: discovery
                    servers: node1
                    bootstrap_expect: 1
                    gossip: local
                    dns_config: {service_ttl: {web: 5s, "*": 1s}}
                    services:
                      name: web
                      port: 80
                      tags: v1
                      on: node2
                      checks: [{http: http://localhost/, interval: 5s}]
                """)
        let configuration = topology.components[0].configuration
        #expect(configuration["servers"] == .list([.text("node1")]))
        let web = try #require(configuration["services"]?.list?.first)
        #expect(web["name"]?.text == "web")
        #expect(web["tags"] == .list([.text("v1")]))
        #expect(web["on"] == .list([.text("node2")]))
        #expect(web["checks"]?.list?.first?["interval"]?.text == "5s")
    }

    @Test func textsTakeVariablesOfTheEnvironment() throws {
        let topology = try topology(
            Self.lan + """
                name: lab-${STAGE:-test}-${EMPTY:-x}-${EMPTY-y}
                description: "$${HOME} costs 5$ and ${A:-${B:-c}}"
                hosts: {a: {cpus: ${CPUS}, memory: "${MEMORY:-1GiB}", address: 10.0.0.${N:-9}}}
                """, environment: ["CPUS": "3", "EMPTY": ""])
        #expect(topology.name == "lab-test-x-")
        #expect(topology.description == "${HOME} costs 5$ and c")
        #expect(topology.hosts[0].cpus == 3)
        #expect(topology.hosts[0].memory == 1 << 30)
        #expect(topology.hosts[0].address == IPv4Address(10, 0, 0, 9))
    }

    @Test func aRoleIsInferredFromTheNameOrTheProgram() throws {
        let topology = try topology(
            Self.lan + """
                hosts: {a: }
                components:
                  discovery:
                  registrator: {resync: 10s}
                  lb: {use: haproxy, slots: 3}
                """)
        #expect(topology.components.map(\.role) == [.discovery, .registrator, .loadBalancer])
        #expect(topology.components[2].configuration["slots"]?.integer == 3)
    }

    @Test func keysThatBeginWithXHoldAnchors() throws {
        let topology = try topology(
            Self.lan + "x-host: &h {cpus: 2}\nhosts: {a: *h, b: {<<: *h, cpus: 3}}\n")
        #expect(topology.hosts.map(\.cpus) == [2, 3])
    }
}
