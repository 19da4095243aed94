import LabModel

extension TopologyGraph {
    /// The drawing as a Mermaid flow chart.
    var mermaid: String {
        var lines = ["flowchart TB"]
        for (number, network) in topology.networks.enumerated() {
            let label = [network.name, "\(network.subnet)", Description.link(network.link)]
            lines.append("  n\(number)([\"\(Self.html(label.filter { !$0.isEmpty }))\"]):::network")
        }
        for (number, box) in boxes.enumerated() {
            lines.append("  h\(number)[\"\(Self.html(labels(of: box), isTitled: true))\"]:::host")
        }
        forEachLink { host, network, label in
            lines.append("  h\(host) ---\(label.map { "|\(Self.escaped($0))|" } ?? "") n\(network)")
        }
        forEachWay { a, b, label in lines.append("  h\(a) -. \"\(Self.escaped(label))\" .- h\(b)") }
        lines.append("  classDef network fill:#e2e8f0,stroke:#64748b,color:#0f172a")
        lines.append("  classDef host fill:#ffffff,stroke:#94a3b8,color:#0f172a")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The drawing in Graphviz's language.
    var dot: String {
        var lines = [
            "graph \(Self.quoted(topology.name)) {",
            "  graph [rankdir=TB, fontname=\"Helvetica\", label=\(Self.quoted(topology.name))];",
            "  node [fontname=\"Helvetica\", fontsize=11, style=\"rounded,filled\"];",
            "  edge [color=\"#94a3b8\", fontname=\"Helvetica\", fontsize=9];",
        ]
        for (number, network) in topology.networks.enumerated() {
            let label = [network.name, "\(network.subnet)", Description.link(network.link)]
            let text = label.filter { !$0.isEmpty }.joined(separator: "\n")
            lines.append(
                "  n\(number) [shape=box, width=4, fillcolor=\"#e2e8f0\", color=\"#64748b\", "
                    + "label=\(Self.quoted(text))];")
        }
        for (number, box) in boxes.enumerated() {
            let text = labels(of: box).joined(separator: "\n")
            lines.append(
                "  h\(number) [shape=box, fillcolor=\"#ffffff\", color=\"#94a3b8\", "
                    + "label=\(Self.quoted(text))];")
        }
        forEachLink { host, network, label in
            let attribute = label.map { " [label=\(Self.quoted($0))]" } ?? ""
            lines.append("  h\(host) -- n\(network)\(attribute);")
        }
        forEachWay { a, b, label in
            lines.append("  h\(a) -- h\(b) [style=dashed, label=\(Self.quoted(label))];")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private func labels(of box: Box) -> [String] {
        let address = box.addresses.count == 1 ? [box.addresses[0].text] : []
        let parts = box.parts.isEmpty ? [] : [box.parts.map(\.text).joined(separator: ", ")]
        return [box.title] + address + parts + (box.note.isEmpty ? [] : [box.note])
    }

    /// Every way from a host to a network, with the address where there are several.
    private func forEachLink(_ body: (Int, Int, String?) -> Void) {
        for (number, box) in boxes.enumerated() {
            for address in box.addresses {
                let network = topology.networks.firstIndex { $0.name == address.network }
                guard let network else { continue }
                body(number, network, box.addresses.count > 1 ? address.text : nil)
            }
        }
    }

    /// Every longer way, between the first hosts of its groups.
    private func forEachWay(_ body: (Int, Int, String) -> Void) {
        for way in topology.networks.flatMap(\.between) {
            guard let a = box(of: way.a.first), let b = box(of: way.b.first) else { continue }
            body(a, b, Description.link(way.link))
        }
    }

    private func box(of host: String?) -> Int? {
        host.flatMap { host in boxes.firstIndex { $0.names.contains(host) } }
    }

    private static func html(_ lines: [String], isTitled: Bool = false) -> String {
        lines.enumerated().map { index, line in
            isTitled && index == 0 ? "<b>\(escaped(line))</b>" : escaped(line)
        }.joined(separator: "<br/>")
    }

    /// A text whose signs mean nothing in HTML or XML.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    private static func quoted(_ text: String) -> String {
        "\""
            + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n") + "\""
    }
}
