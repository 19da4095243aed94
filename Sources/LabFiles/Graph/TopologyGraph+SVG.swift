import LabModel

extension TopologyGraph {
    /// The drawing as an SVG picture.
    var svg: String {
        let top = 40.0 + (topology.description.isEmpty ? 20 : 40)
        let layout = GraphLayout(self, top: top)
        let painter = GraphPainter(graph: self, layout: layout)
        let height = layout.bottom + 62
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(GraphPainter.pixels(layout.width))" \
            height="\(GraphPainter.pixels(height))" \
            viewBox="0 0 \(GraphPainter.pixels(layout.width)) \(GraphPainter.pixels(height))" \
            font-family="Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif">
            """,
            "<title>\(Self.escaped(topology.name))</title>",
            GraphPainter.style,
            "<rect width=\"100%\" height=\"100%\" fill=\"#f8fafc\"/>",
        ]
        lines += painter.heading()
        lines += painter.networks()
        lines += painter.ways()
        lines += painter.hosts()
        lines += painter.legend(at: layout.bottom + 14)
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }
}

/// Paints the parts of a drawing.
struct GraphPainter {
    let graph: TopologyGraph
    let layout: GraphLayout

    static let style = """
        <style>
        .title { font-size: 20px; font-weight: 700; fill: #0f172a }
        .description { font-size: 13px; fill: #475569 }
        .network { font-size: 13px; font-weight: 600 }
        .conditions { font-size: 12px; fill: #64748b }
        .plate { paint-order: stroke; stroke: #f8fafc; stroke-width: 6px; stroke-linejoin: round }
        .name { font-size: 14px; font-weight: 600; fill: #0f172a }
        .address { font-size: 12px; fill: #64748b; \
        font-family: ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace }
        .chip { font-size: 11px; font-weight: 600 }
        .legend { font-size: 12px; fill: #475569 }
        </style>
        """

    /// Colours of networks, in their order.
    private static let inks = ["#475569", "#0e7490", "#9d174d", "#4d7c0f", "#6d28d9", "#b45309"]

    static func ink(_ network: Int) -> String { inks[max(network, 0) % inks.count] }

    /// A length without more digits than a picture needs.
    static func pixels(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        return tenths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int(tenths / 10))" : "\(tenths / 10)"
    }

    private func text(
        _ words: String, _ style: String, x: Double, y: Double, attributes: String = ""
    ) -> String {
        "<text class=\"\(style)\" x=\"\(Self.pixels(x))\" y=\"\(Self.pixels(y))\"\(attributes)>"
            + TopologyGraph.escaped(words) + "</text>"
    }

    func heading() -> [String] {
        let x = GraphLayout.margin
        var lines = [text(graph.topology.name, "title", x: x, y: 44)]
        let description = graph.topology.description
        if !description.isEmpty {
            let most = Int((layout.width - 2 * x) / 7.1)
            let words = description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let cut = words.count > most ? words.prefix(most - 1) + "…" : words[...]
            lines.append(text(String(cut), "description", x: x, y: 66))
        }
        return lines
    }

    // MARK: - Networks

    func networks() -> [String] {
        var lines: [String] = []
        for bar in layout.bars where bar.network >= 0 {
            let frame = bar.frame
            let ink = Self.ink(bar.network)
            if !bar.isFirst { lines.append(spine(to: bar)) }
            lines.append(
                rectangle(frame, radius: 5, attributes: "fill=\"\(ink)\" fill-opacity=\"0.9\""))
        }
        // Names come last, so that no wire crosses them.
        return lines + wires() + layout.bars.filter { $0.isFirst && $0.network >= 0 }.map(label)
    }

    private func label(_ bar: GraphLayout.Bar) -> String {
        let network = graph.topology.networks[bar.network]
        let conditions = ["\(network.subnet)", Description.link(network.link)]
            .filter { !$0.isEmpty }.joined(separator: "  ·  ")
        return
            "<text class=\"plate\" x=\"\(Self.pixels(bar.frame.x))\" y=\"\(Self.pixels(bar.frame.y - 9))\">"
            + "<tspan class=\"network\" fill=\"\(Self.ink(bar.network))\">"
            + TopologyGraph.escaped(network.name) + "</tspan><tspan class=\"conditions\" dx=\"10\">"
            + TopologyGraph.escaped(conditions) + "</tspan></text>"
    }

    /// The line that joins a network's rows, at their left.
    private func spine(to bar: GraphLayout.Bar) -> String {
        guard
            let first = layout.bars.first(where: { $0.network == bar.network && $0.isFirst })
        else { return "" }
        let frame = GraphLayout.Frame(
            x: bar.frame.x, y: first.frame.y, width: GraphLayout.barHeight,
            height: bar.frame.bottom - first.frame.y)
        return rectangle(
            frame, radius: 5, attributes: "fill=\"\(Self.ink(bar.network))\" fill-opacity=\"0.9\"")
    }

    private func wires() -> [String] {
        layout.nodes.flatMap { node in
            node.box.addresses.enumerated().compactMap { place, address -> String? in
                let number = graph.topology.networks.firstIndex { $0.name == address.network }
                guard let number else { return nil }
                return place == 0
                    ? plug(node, network: number) : detour(node, network: number, place: place)
            }
        }
    }

    /// The wire up to the bar that the host hangs on.
    private func plug(_ node: GraphLayout.Node, network: Int) -> String {
        let bar = layout.bars[node.bar].frame
        return line(
            "M\(Self.pixels(node.frame.middle)) \(Self.pixels(bar.bottom)) V\(Self.pixels(node.frame.y))",
            ink: Self.ink(network))
    }

    /// The wire to another network's bar, beside the host's column.
    private func detour(_ node: GraphLayout.Node, network: Int, place: Int) -> String? {
        let bars = layout.bars.filter { $0.network == network }
        let nearest = bars.min {
            abs($0.frame.y - node.frame.y) < abs($1.frame.y - node.frame.y)
        }
        guard let bar = nearest?.frame else { return nil }
        let gap = node.frame.right + 6 * Double(place) + 2
        let start = node.frame.y + 18 + 8 * Double(place)
        let end = bar.y > node.frame.y ? bar.y : bar.bottom
        return line(
            "M\(Self.pixels(node.frame.right)) \(Self.pixels(start)) H\(Self.pixels(gap)) "
                + "V\(Self.pixels(end))", ink: Self.ink(network))
    }

    private func line(_ path: String, ink: String) -> String {
        "<path d=\"\(path)\" fill=\"none\" stroke=\"\(ink)\" stroke-width=\"2\" "
            + "stroke-linejoin=\"round\"/>"
    }

    // MARK: - Longer ways

    /// One end of a longer way: where its hosts hang on their bar.
    private struct End {
        var first: Double
        var last: Double
        var level: Double

        var middle: Double { (first + last) / 2 }
    }

    func ways() -> [String] {
        graph.topology.networks.flatMap(\.between).enumerated().flatMap { place, way -> [String] in
            guard let a = end(way.a, place: place), let b = end(way.b, place: place) else {
                return []
            }
            return arc(a, b, place: place, label: Description.link(way.link))
        }
    }

    /// The end of a way in the row of its first host.
    private func end(_ hosts: [String], place: Int) -> End? {
        let names = Set(hosts)
        let nodes = layout.nodes.filter { !names.isDisjoint(with: $0.box.names) }
        guard let bar = nodes.first?.bar else { return nil }
        let middles = nodes.filter { $0.bar == bar }.map(\.frame.middle)
        guard let first = middles.min(), let last = middles.max() else { return nil }
        let level = layout.bars[bar].frame.y - 4 - 5 * Double(place % 4)
        return End(first: first - 30, last: last + 30, level: level)
    }

    private func arc(_ a: End, _ b: End, place: Int, label: String) -> [String] {
        let ink = "#e11d48"
        let height = min(a.level, b.level) - 50 - 6 * Double(place % 4)
        let brackets = [a, b].map { end in
            "<path d=\"M\(Self.pixels(end.first)) \(Self.pixels(end.level)) "
                + "H\(Self.pixels(end.last))\" stroke=\"\(ink)\" stroke-width=\"3\" "
                + "stroke-linecap=\"round\"/>"
        }
        let width = Double(label.count) * 6.6 + 16
        // The middle of a cubic curve whose two handles are at one height.
        let plate = GraphLayout.Frame(
            x: (a.middle + b.middle - width) / 2,
            y: (a.level + b.level) / 8 + height * 3 / 4 - 10, width: width, height: 20)
        return brackets + [
            "<path d=\"M\(Self.pixels(a.middle)) \(Self.pixels(a.level)) "
                + "C\(Self.pixels(a.middle)) \(Self.pixels(height)) "
                + "\(Self.pixels(b.middle)) \(Self.pixels(height)) "
                + "\(Self.pixels(b.middle)) \(Self.pixels(b.level))\" fill=\"none\" "
                + "stroke=\"\(ink)\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>",
            rectangle(plate, radius: 10, attributes: "fill=\"#ffe4e6\" stroke=\"\(ink)\""),
            text(
                label, "chip", x: plate.middle, y: plate.y + 14,
                attributes: " text-anchor=\"middle\" fill=\"#9f1239\""),
        ]
    }

    func rectangle(_ frame: GraphLayout.Frame, radius: Double, attributes: String) -> String {
        "<rect x=\"\(Self.pixels(frame.x))\" y=\"\(Self.pixels(frame.y))\" "
            + "width=\"\(Self.pixels(frame.width))\" height=\"\(Self.pixels(frame.height))\" "
            + "rx=\"\(Self.pixels(radius))\" \(attributes)/>"
    }
}
