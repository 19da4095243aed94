import Foundation
import LabHost
import LabModel
import Testing

/// What the definitions that the lab brings along make of a topology.
struct ShippedDefinitionTests {
    private func files(
        _ component: String, on host: String, use: String, _ text: String = threeNodes
    ) throws -> [String: String] {
        let topology = try topology(text, use: [use])
        #expect(ComponentPlan.problems(of: topology) == [])
        let spec = try ComponentPlan.process(for: context(component, on: host, in: topology))
        return Dictionary(uniqueKeysWithValues: spec.files.map { ($0.path, $0.contents) })
    }

    private func json(_ text: String?) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data((text ?? "").utf8))
        return try #require(object as? [String: Any])
    }

    @Test func consulIsToldWhoItIsAndWhomToJoin() throws {
        let server = try json(
            files("discovery", on: "host-1", use: "discovery=consul")[
                "/etc/consul.d/lab-host.json"])
        #expect(server["server"] as? Bool == true)
        #expect(server["bootstrap_expect"] as? Int == 2)
        #expect(server["node_name"] as? String == "host-1")
        #expect(server["advertise_addr"] as? String == "192.168.50.101")
        #expect(server["client_addr"] as? String == "0.0.0.0")
        #expect(server["retry_join"] as? [String] == ["192.168.50.102:8301"])
        #expect(server["retry_interval"] as? String == "1s")
        let client = try json(
            files("discovery", on: "host-3", use: "discovery=consul")[
                "/etc/consul.d/lab-host.json"])
        #expect(client["server"] as? Bool == false)
        #expect(client["bootstrap_expect"] == nil)
        #expect(
            client["retry_join"] as? [String] == ["192.168.50.101:8301", "192.168.50.102:8301"])
    }

    @Test func consulGetsTheKeysOfTheComponent() throws {
        let text = threeNodes.replacing(
            "raft_multiplier: 1}",
            with: """
                raft_multiplier: 1, leave_on_terminate: true, lifeguard: false, datacenter: dc9,
                    node_meta: {rack: 7}, ports: {dns: 53}, retry_interval: 2s,
                    dns_config: {service_ttl: 5s, only_passing: true}, telemetry: {disable_hostname: true},
                    retry_join_wan: [10.9.0.1],
                    services: [{name: web, port: 80, on: [host-1], check: {http: "http://x/", interval: 5s}},
                               {name: other, on: host-2}]}
                """)
        let files = try files("discovery", on: "host-1", use: "discovery=consul", text)
        let config = try json(files["/etc/consul.d/lab-component.json"])
        #expect(config["leave_on_terminate"] as? Bool == true)
        #expect(config["datacenter"] as? String == "dc9")
        #expect((config["performance"] as? [String: Int]) == ["raft_multiplier": 1])
        #expect((config["node_meta"] as? [String: String]) == ["rack": "7"])
        #expect((config["telemetry"] as? [String: Bool]) == ["disable_hostname": true])
        let dns = try #require(config["dns_config"] as? [String: Any])
        #expect(dns["service_ttl"] as? [String: String] == ["*": "5s"])
        let services = try #require(config["services"] as? [[String: Any]])
        #expect(services.map { $0["name"] as? String } == ["web"])
        #expect(services[0]["on"] == nil)
        for key in ["servers", "raft_multiplier", "lifeguard", "retry_join_wan"] {
            #expect(config[key] == nil, "\(key) is none of Consul's keys")
        }
        let host = try json(files["/etc/consul.d/lab-host.json"])
        #expect(host["retry_join_wan"] as? [String] == ["10.9.0.1:8302"])
        #expect(host["retry_interval_wan"] as? String == "2s")
    }

    @Test func consulIsReadyWhenItKnowsALeader() throws {
        let topology = try topology(threeNodes, use: ["discovery=consul"])
        let ready = try ComponentPlan.readiness(
            for: context("discovery", on: "host-3", in: topology))
        #expect(ready?.http == "http://127.0.0.1:8500/v1/status/leader")
        #expect(ready?.body?.matches(#""192.168.50.101:8300""#) == true)
        #expect(ready?.body?.matches(#""""#) == false)
        #expect(ready?.hint != nil)
    }

    @Test func aBalancersFileFollowsItsService() throws {
        let topology = try topology(threeNodes, use: ["balancer=nginx"])
        let spec = try ComponentPlan.process(for: context("balancer", on: "host-3", in: topology))
        #expect(spec.rendered.map(\.path) == ["/etc/nginx/lab.conf"])
        #expect(spec.catalog?.services == ["simple"])
        #expect(spec.reloadSignal == "SIGHUP")
        #expect(spec.catalog?.context["routes_by_host"]?.flag == false)
    }

    @Test func aKeyThatAShippedDefinitionHasNotIsAMistake() throws {
        let text = threeNodes.replacing("service: simple}", with: "service: simple, slot: 3}")
        #expect(throws: (any Error).self) { try topology(text, use: ["balancer=haproxy"]) }
        let right = threeNodes.replacing("service: simple}", with: "service: simple, slots: 3}")
        _ = try topology(right, use: ["balancer=haproxy"])
    }

    @Test func dnsmasqAsksTheAgentOfItsHost() throws {
        let text = threeNodes.replacing("[discovery, balancer]", with: "[discovery, resolver]")
            .replacing("services:", with: "  resolver: {use: dnsmasq}\nservices:")
        let file = try files("resolver", on: "host-3", use: "discovery=builtin", text)
        #expect(file["/etc/dnsmasq.d/lab.conf"]?.contains("server=/consul/127.0.0.1#8600") == true)
    }
}
