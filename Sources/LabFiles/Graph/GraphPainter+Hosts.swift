import LabModel

extension GraphPainter {
    /// The colours of a role: paper and ink.
    private static func colours(
        _ role: ComponentDefinition.Role?
    ) -> (paper: String, ink: String) {
        switch role {
        case .discovery: ("#dbeafe", "#1d4ed8")
        case .registrator: ("#ccfbf1", "#0f766e")
        case .loadBalancer: ("#fef3c7", "#b45309")
        case .scheduler: ("#ede9fe", "#6d28d9")
        case .custom: ("#e2e8f0", "#334155")
        case nil: ("#dcfce7", "#15803d")
        }
    }

    func hosts() -> [String] { layout.nodes.flatMap(host) }

    private func host(_ node: GraphLayout.Node) -> [String] {
        let frame = node.frame
        var lines: [String] = []
        if node.box.names.count > 1 {
            // A stack of sheets for many hosts.
            for offset in [8.0, 4.0] {
                var sheet = frame
                sheet.x += offset
                sheet.y += offset
                lines.append(
                    rectangle(sheet, radius: 10, attributes: "fill=\"#ffffff\" stroke=\"#cbd5e1\""))
            }
        }
        lines.append(
            rectangle(
                frame, radius: 10,
                attributes: "fill=\"#ffffff\" stroke=\"#cbd5e1\" stroke-width=\"1.5\""))
        lines.append(label(node.box.title, "name", frame.x + 14, frame.y + 26))
        var y = frame.y + 46
        for address in node.box.addresses {
            let network = graph.topology.networks.firstIndex { $0.name == address.network } ?? 0
            if node.box.addresses.count > 1 {
                lines.append(
                    "<circle cx=\"\(Self.pixels(frame.x + 17))\" cy=\"\(Self.pixels(y - 4))\" "
                        + "r=\"3.5\" fill=\"\(Self.ink(network))\"/>")
            }
            let indentation = node.box.addresses.count > 1 ? 26.0 : 14
            lines.append(label(address.text, "address", frame.x + indentation, y))
            y += 16
        }
        if !node.box.note.isEmpty {
            lines.append(label(node.box.note, "conditions", frame.x + 14, y))
        }
        return lines + node.chips.flatMap { chip($0.part.text, $0.part.role, $0.frame) }
    }

    private func label(
        _ words: String, _ style: String, _ x: Double, _ y: Double, _ anchor: String = "start"
    ) -> String {
        let most = Int((GraphLayout.boxWidth - 24) / (style == "name" ? 7.8 : 7.2))
        let cut = words.count > most ? words.prefix(most - 1) + "…" : words[...]
        return "<text class=\"\(style)\" x=\"\(Self.pixels(x))\" y=\"\(Self.pixels(y))\" "
            + "text-anchor=\"\(anchor)\">\(TopologyGraph.escaped(String(cut)))</text>"
    }

    private func chip(
        _ words: String, _ role: ComponentDefinition.Role?, _ frame: GraphLayout.Frame
    ) -> [String] {
        let colours = Self.colours(role)
        let most = Int((frame.width - 12) / 6.2)
        let cut = words.count > most ? words.prefix(most - 1) + "…" : words[...]
        return [
            rectangle(frame, radius: 10, attributes: "fill=\"\(colours.paper)\""),
            "<text class=\"chip\" x=\"\(Self.pixels(frame.middle))\" "
                + "y=\"\(Self.pixels(frame.y + 14))\" text-anchor=\"middle\" "
                + "fill=\"\(colours.ink)\">\(TopologyGraph.escaped(String(cut)))</text>",
        ]
    }

    // MARK: - Legend

    /// What the colours mean, of those that are in the drawing.
    func legend(at y: Double) -> [String] {
        let parts = graph.boxes.flatMap(\.parts)
        var entries: [(String, ComponentDefinition.Role?)] = ComponentDefinition.Role.allCases
            .filter { role in parts.contains { $0.role == role } }
            .map { ($0.rawValue, $0) }
        if parts.contains(where: { $0.role == nil }) { entries.append(("service", nil)) }
        guard !entries.isEmpty else { return [] }
        var lines: [String] = []
        var x = GraphLayout.margin
        for (words, role) in entries {
            let colours = Self.colours(role)
            let swatch = GraphLayout.Frame(x: x, y: y, width: 16, height: 16)
            lines.append(
                rectangle(
                    swatch, radius: 5,
                    attributes: "fill=\"\(colours.paper)\" stroke=\"\(colours.ink)\""))
            lines.append(legendText(words, x: x + 23, y: y + 12.5))
            x += 23 + Double(words.count) * 6.7 + 24
        }
        if parts.contains(where: \.isServer) {
            lines.append(legendText("★ has a vote", x: x, y: y + 12.5))
        }
        return lines
    }

    private func legendText(_ words: String, x: Double, y: Double) -> String {
        "<text class=\"legend\" x=\"\(Self.pixels(x))\" y=\"\(Self.pixels(y))\">\(words)</text>"
    }
}
