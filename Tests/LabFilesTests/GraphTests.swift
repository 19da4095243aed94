import Foundation
import LabModel
import Testing

@testable import LabFiles

struct GraphTests {
    @Test func theTextIsAnAlignedTree() throws {
        #expect(
            TopologyGraph(try threeNodes()).rendered(as: .text) == """
                three-node
                Discovery everywhere, applications on two hosts, a load balancer on the third.

                lan  192.168.50.0/24  200us ± 50us, 1gbit
                ├─ host-1  192.168.50.101  discovery ★, registrator
                ├─ host-2  192.168.50.102  discovery ★, registrator
                ├─ host-3  192.168.50.103  discovery ★, balancer
                └─ client  192.168.50.10

                components
                  discovery                   builtin  servers host-1, host-2, host-3, datacenter dc1, domain consul, raft_multiplier 1
                  registrator                 builtin
                  balancer     load-balancer  builtin  listen 80, service simple

                services
                  simple  hello, port 5000, http / every 1s

                """)
    }

    @Test func mermaidAndDotNameEveryHostAndLink() throws {
        let graph = TopologyGraph(try threeNodes())
        let mermaid = graph.rendered(as: .mermaid)
        #expect(mermaid.hasPrefix("flowchart TB\n"))
        #expect(mermaid.contains("h3[\"<b>client</b><br/>192.168.50.10\"]:::host"))
        #expect(mermaid.contains("  h3 --- n0\n"))
        let dot = graph.rendered(as: .dot)
        #expect(dot.hasPrefix("graph \"three-node\" {\n"))
        #expect(dot.contains("label=\"client\\n192.168.50.10\""))
        #expect(dot.contains("  h3 -- n0;\n"))
    }

    @Test func theSVGIsXMLThatSaysEverything() throws {
        var topology = try threeNodes()
        topology.description = "<b> & \"c\""
        let svg = TopologyGraph(topology).rendered(as: .svg)
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(svg.contains("&lt;b&gt; &amp; &quot;c&quot;"))
        for word in ["host-1", "192.168.50.103", "registrator", "balancer", "lan", "has a vote"] {
            #expect(svg.contains(word), "\(word)")
        }
        let tags = svg.split(separator: "<").filter { !$0.hasPrefix("/") && !$0.contains("/>") }
        #expect(tags.count == svg.split(separator: "<").count { $0.hasPrefix("/") })
    }

    @Test func manyHostsOfOneKindShareABox() throws {
        let topology = try ScenarioLoader(directory: "/", environment: [:]).topology(
            text: """
                networks: {lan: {subnet: 10.0.0.0/16}}
                hosts: {server-: {count: 3, run: discovery}, web-: {count: 100, run: discovery}}
                components: {discovery: {servers: [server-1, server-2, server-3]}}
                """
        ).topology
        let graph = TopologyGraph(topology)
        #expect(graph.boxes.map(\.title) == ["server-1 … server-3", "web-1 … web-100"])
        #expect(graph.rendered(as: .text).contains("web-1 … web-100 (100 hosts)"))
        #expect(graph.rendered(as: .svg).contains("100 hosts"))
    }
}
