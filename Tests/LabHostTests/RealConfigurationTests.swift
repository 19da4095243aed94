import Foundation
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabTestSupport
import Testing

/// What the real programs themselves say of the files that are made for them.
struct RealConfigurationTests {
    @Test(
        .enabled(
            if: MachineProgram.has("nginx"),
            "nginx is not on this machine: \(MachineProgram.installer)"))
    func nginxReadsItsFile() throws {
        for (settings, instances) in Self.balancers where !settings.contains("mode") {
            let folder = try TemporaryFolder()
            let path = try folder.write(
                rendered("nginx", settings, instances: instances), to: "nginx.conf")
            let said = try MachineProgram.run(["nginx", "-t", "-e", "stderr", "-c", path])
            #expect(said.code == 0, "\(settings), \(instances) instances: \(said.output)")
        }
    }

    @Test(
        .enabled(
            if: MachineProgram.has("haproxy"),
            "haproxy is not on this machine: \(MachineProgram.installer)"))
    func haproxyReadsItsFile() throws {
        for (settings, instances) in Self.balancers {
            let folder = try TemporaryFolder()
            let path = try folder.write(
                rendered("haproxy", settings, instances: instances), to: "haproxy.cfg")
            let said = try MachineProgram.run(["haproxy", "-c", "-f", path])
            #expect(said.code == 0, "\(settings), \(instances) instances: \(said.output)")
        }
    }

    @Test(
        .enabled(
            if: MachineProgram.has("consul"),
            "consul is not on this machine: \(MachineProgram.installer)"))
    func consulReadsItsFiles() throws {
        let settings = """
            raft_multiplier: 1, leave_on_terminate: true, rejoin_after_leave: true, alt_domain: x,
                node_meta: {rack: 7}, ports: {dns: 53, http: 8501}, retry_join_wan: [10.9.0.1],
                retry_max: 0, check_update_interval: 1m, check_output_max_size: 100, gossip: local,
                default_query_time: 10s, max_query_time: 1m, retry_interval: 2s, retry_interval_wan: 3s,
                performance: {leave_drain_time: 1s, rpc_hold_timeout: 7s},
                autopilot: {cleanup_dead_servers: false, last_contact_threshold: 1s, min_quorum: 2,
                            max_trailing_logs: 9, server_stabilization_time: 1s},
                dns_config: {allow_stale: true, max_stale: 1s, only_passing: true, node_ttl: 1s,
                             enable_truncate: true, disable_compression: true, service_ttl: 5s,
                             udp_answer_limit: 3, a_record_limit: 2, soa: {min_ttl: 0, refresh: 9},
                             enable_additional_node_meta_txt: false},
                checks: [{name: c, tcp: "x:1", interval: 1s, timeout: 1s}],
                services: [{id: w, name: web, port: 80, address: 10.0.0.1, tags: [a], meta: {k: v},
                            weights: {passing: 2, warning: 1}, enable_tag_override: true,
                            checks: [{http: "http://x/", interval: 5s, header: {a: b}, method: GET,
                                      notes: n, failures_before_critical: 2, on: host-1,
                                      deregister_critical_service_after: 1m}, {ttl: 1m}]}]}
            """
        let text = threeNodes.replacing("raft_multiplier: 1}", with: settings)
        for (text, host) in [(threeNodes, "host-1"), (text, "host-1"), (text, "host-3")] {
            let topology = try topology(text, use: ["discovery=consul"])
            let spec = try ComponentPlan.process(for: context("discovery", on: host, in: topology))
            let folder = try TemporaryFolder()
            for (index, file) in spec.files.enumerated() {
                _ = try folder.write(file.contents, to: "\(index).json")
            }
            let said = try MachineProgram.run(["consul", "validate", folder.path])
            #expect(said.code == 0, "\(host): \(said.output)")
        }
    }

    @Test(
        .enabled(
            if: MachineProgram.has("dnsmasq"),
            "dnsmasq is not on this machine: \(MachineProgram.installer)"))
    func dnsmasqReadsItsFile() throws {
        let text = threeNodes.replacing("[discovery, balancer]", with: "[discovery, resolver]")
            .replacing(
                "services:",
                with: "  resolver: {use: dnsmasq, log_queries: true, cache_size: 9}\nservices:")
        let topology = try topology(text)
        let spec = try ComponentPlan.process(for: context("resolver", on: "host-3", in: topology))
        let folder = try TemporaryFolder()
        let path = try folder.write(spec.files[0].contents, to: "dnsmasq.conf")
        let said = try MachineProgram.run(["dnsmasq", "--test", "--conf-file=\(path)"])
        #expect(said.code == 0, "\(said.output)")
    }

    // MARK: - Load balancers

    /// Configurations of a load balancer, each with a number of instances in the catalog.
    private static let balancers: [(settings: String, instances: Int)] = [
        "service: simple",
        "service: simple, order: least-connections, pass_host: true, max_fails: 3",
        "service: simple, mode: rendered, redispatch: false", "domain: lab.example",
        "service: simple, domain: lab.example", "listen: 8080, quiescence: 1s",
    ].flatMap { settings in [0, 1, 3].map { (settings, $0) } }

    /// The file of a load balancer as its renderer makes it, with what it writes kept in the folder.
    private func rendered(
        _ use: String, _ settings: String, instances: Int
    ) throws -> String {
        let text = threeNodes.replacing("service: simple}", with: settings + "}")
        let topology = try topology(text, use: ["balancer=\(use)"])
        #expect(ComponentPlan.problems(of: topology) == [])
        let spec = try ComponentPlan.process(for: context("balancer", on: "host-3", in: topology))
        var renderer = try #require(try CatalogRenderer(spec))
        if instances > 0 { play(&renderer, instances: instances) }
        let contents = renderer.files[0].contents
        #expect(contents.contains("10.0.0.1:5000") == (instances > 0 && !isDNS(use, settings)))
        // nginx opens its port even to test a file: one that needs no privilege, taken or not.
        return contents.replacing("/run/", with: "FOLDER/")
            .replacing("listen 80 ", with: "listen 28080 ")
            .replacing("listen 80;", with: "listen 28080;")
    }

    private func isDNS(_ use: String, _ settings: String) -> Bool {
        use == "haproxy" && settings.contains("service:") && !settings.contains("rendered")
            && !settings.contains("domain")
    }

    /// Answers a renderer's questions as an agent with two services would.
    private func play(_ renderer: inout CatalogRenderer, instances: Int) {
        var system = RecordingSystem()
        renderer.handle(.started, on: &system)
        while let sent = system.requests.first, system.now == .start {
            system.requests.removeFirst()
            var body = #"{"consul": [], "simple": []}"#
            if sent.request.target.contains("/health/") {
                let nodes = (1...instances).map {
                    """
                    {"Node": {"Node": "host-\($0)", "Address": "10.0.0.\($0)"}, "Service":
                     {"ID": "host-\($0):simple.1:5000", "Address": "", "Port": 5000}}
                    """
                }
                body = "[\(nodes.joined(separator: ","))]"
            }
            let response = HTTPResponse(
                headers: [HTTPHeader("X-Consul-Index", "2")], body: Array(body.utf8))
            renderer.handle(.response(sent.id, .success(response)), on: &system)
        }
    }
}
