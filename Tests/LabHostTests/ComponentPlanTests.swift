import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabProgram
import Testing

struct ComponentPlanTests {
    @Test func aBuiltInComponentRunsFromAFile() throws {
        let topology = try topology(threeNodes)
        let spec = try ComponentPlan.process(
            for: context("discovery", on: "host-1", in: topology))
        #expect(spec.name == "discovery")
        #expect(spec.command == [ProcessSpec.agent, "run", "/run/lab/discovery.json"])
        #expect(spec.data == ["/var/lib/lab/discovery"])
        let text = try #require(spec.files.first { $0.path == "/run/lab/discovery.json" }?.contents)
        let file = try Frame.decode(ProgramFile.self, from: Array(text.utf8))
        #expect(file.host == "host-1")
        #expect(file.addresses == [IPv4Address(192, 168, 50, 101)])
        #expect(file.dataDirectory == "/var/lib/lab/discovery")
        #expect(file.controlSocket == "/run/lab/discovery.control")
        guard case .component(let read) = file.program else {
            Issue.record("no component: \(file)")
            return
        }
        #expect(read == (try context("discovery", on: "host-1", in: topology)))
        let registrator = try ComponentPlan.process(
            for: context("registrator", on: "host-2", in: topology))
        #expect(!registrator.files[0].contents.contains("controlSocket"))
        #expect(
            try ComponentPlan.readiness(for: context("discovery", on: "host-1", in: topology))
                == nil)
    }

    @Test func aWrongSettingOfABuiltInComponentShowsBeforeAnythingStarts() throws {
        var topology = try topology(threeNodes)
        topology.components[0].configuration = .map([.init("retry_join", .list([.text("nobody")]))])
        #expect(
            ComponentPlan.problems(of: topology) == [
                "component discovery: retry_join names hosts or addresses, not nobody"
            ])
    }

    /// The example of the contract.
    @Test func aDefinitionIsFilledIn() throws {
        var program = ComponentProgram(
            name: "own",
            command: ["./bin/own", "-ip", "{{host.address}}", "consul://{{host.address}}:8500"])
        program.directory = "/srv/own"
        program.environment = [.init("LEVEL", "{{level}}"), .init("MODE", "{{mode}}")]
        program.defaults = .map([.init("level", .text("info")), .init("mode", .text("a"))])
        program.files = [
            .init(
                path: "/etc/my.json",
                contents: """
                    {"node": "{{host.name}}", "peers": [{{#discovery.servers}}"{{address}}"{{^last}},{{/last}}{{/discovery.servers}}]}
                    """)
        ]
        program.stopSignal = "SIGINT"
        program.stopGrace = .seconds(5)
        program.reloadSignal = "SIGHUP"
        program.data = ["/var/lib/my"]
        program.ready = .init(
            http: "http://{{host.address}}:{{discovery.ports.http}}/", hint: "on {{host.name}}?")
        let topology = try own(program, configuration: .map([.init("mode", .text("b"))]))
        let context = try context("own", on: "host-1", in: topology)
        let spec = try ComponentPlan.process(for: context)
        #expect(
            spec.command == [
                "/srv/own/bin/own", "-ip", "192.168.50.101", "consul://192.168.50.101:8500",
            ])
        #expect(spec.directory == "/srv/own")
        #expect(spec.environment == [.init("LEVEL", "info"), .init("MODE", "b")])
        #expect(
            spec.files == [
                .init(
                    path: "/etc/my.json",
                    contents:
                        #"{"node": "host-1", "peers": ["192.168.50.101","192.168.50.102"]}"#)
            ])
        #expect(spec.stopSignal == "SIGINT")
        #expect(spec.stopGraceMilliseconds == 5_000)
        #expect(spec.reloadSignal == "SIGHUP")
        #expect(spec.data == ["/var/lib/my"])
        let ready = try #require(try ComponentPlan.readiness(for: context))
        #expect(ready.http == "http://192.168.50.101:8500/")
        #expect(ready.hint == "on host-1?")
    }

    /// Templates that ask for about everything there is, on a host that runs no discovery agent.
    @Test(arguments: [
        ("{{topology.name}} {{host.name}}", "topology host-3"),
        (
            "{{#host.addresses}}{{device}} {{network}} {{address}}/{{prefix}} {{subnet}};{{/host.addresses}}",
            "eth0 lan 192.168.50.103/24 192.168.50.0/24;"
        ),
        (
            "{{#hosts}}{{name}}={{address}} {{/hosts}}",
            "host-1=192.168.50.101 host-2=192.168.50.102 host-3=192.168.50.103 client=192.168.50.10 "
        ),
        (
            "{{discovery.datacenter}} {{discovery.domain}} {{discovery.dns}} {{discovery.http}}",
            "dc1 consul 127.0.0.1:8600 127.0.0.1:8500"
        ),
        (
            "{{discovery.is_server}} {{#discovery.hosts}}{{name}} {{/discovery.hosts}}",
            "false host-1 host-2 host-3 "
        ),
        (
            "{{#discovery.join}}{{address}}:{{port}} {{/discovery.join}}",
            "192.168.50.101:8301 192.168.50.102:8301 "
        ),
        (
            "{{balancer.service}} {{#registrator.hosts}}{{index}}:{{address}} {{/registrator.hosts}}",
            "simple 1:192.168.50.101 2:192.168.50.102 "
        ),
        (
            "{{#is.order.fair}}fair{{/is.order.fair}}{{^is.order.quick}} not quick{{/is.order.quick}}",
            "fair not quick"
        ),
    ])
    func templatesKnowTheLab(_ template: String, _ expected: String) throws {
        let program = ComponentProgram(name: "own", command: ["x", template])
        var topology = try own(program, configuration: .map([.init("order", .text("fair"))]))
        topology.hosts[2].run.append("own")
        let spec = try ComponentPlan.process(for: context("own", on: "host-3", in: topology))
        #expect(spec.command[1] == expected)
    }

    @Test func aHostWithoutAnAgentAsksTheFirstServer() throws {
        let program = ComponentProgram(name: "own", command: ["x", "{{discovery.http}}"])
        var topology = try own(program)
        topology.hosts[3].run = ["own"]
        let spec = try ComponentPlan.process(for: context("own", on: "client", in: topology))
        #expect(spec.command[1] == "192.168.50.101:8500")
    }

    @Test func aWrongTemplateIsToldWithItsPlace() throws {
        var program = ComponentProgram(name: "own", command: ["x"])
        program.files = [.init(path: "/etc/x", contents: "a\n{{host.adress}}\n")]
        #expect(
            ComponentPlan.problems(of: try own(program)) == [
                "component own: /etc/x:2:1: there is no 'host.adress': 'host' has name, address, "
                    + "addresses"
            ])
    }

    @Test func filesThatFollowTheCatalogAreLeftToTheHost() throws {
        var program = ComponentProgram(name: "own", command: ["x"])
        program.rendered = [.init(path: "/etc/x", contents: "{{#services}}{{name}}{{/services}}")]
        let all = try ComponentPlan.process(
            for: context("own", on: "host-1", in: own(program)))
        #expect(all.files.isEmpty)
        #expect(all.rendered[0].contents == "{{#services}}{{name}}{{/services}}")
        #expect(all.catalog?.agent == Endpoint(.loopback, 8500))
        #expect(all.catalog?.services == nil)
        #expect(all.catalog?.context["host"]?["name"]?.text == "host-1")
        let some = try ComponentPlan.process(
            for: context(
                "own", on: "host-1",
                in: own(
                    program, role: .loadBalancer,
                    configuration: .map([
                        .init("service", .text("web")), .init("quiescence", .text("1s")),
                        .init("agent", .text("host-2:99")),
                    ]))))
        #expect(some.catalog?.services == ["web"])
        #expect(some.catalog?.agent == Endpoint(IPv4Address(192, 168, 50, 102), 99))
        #expect(some.catalog?.quietMilliseconds == 1_000)
        #expect(some.catalog?.patienceMilliseconds == 4_000)
    }
}
