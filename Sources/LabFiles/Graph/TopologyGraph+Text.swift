import LabModel

extension TopologyGraph {
    /// The drawing as a tree of networks and hosts, and tables of what runs on them.
    var text: String {
        var lines = [topology.name]
        if !topology.description.isEmpty { lines.append(topology.description) }
        for network in topology.networks {
            lines.append("")
            lines.append(
                [network.name, "\(network.subnet)", Description.link(network.link)]
                    .filter { !$0.isEmpty }.joined(separator: "  "))
            lines += tree(of: network)
        }
        lines += table("components", componentRows) + table("services", serviceRows)
        return lines.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n") + "\n"
    }

    private func tree(of network: NetworkDefinition) -> [String] {
        let rows: [[String]] = boxes.compactMap { box in
            guard let address = box.addresses.first(where: { $0.network == network.name }) else {
                return nil
            }
            let count = box.names.count > 1 ? " (\(box.names.count) hosts)" : ""
            let isHome = box.addresses.first?.network == network.name
            let parts = isHome ? box.parts.map(\.text).joined(separator: ", ") : "…"
            return [box.title + count, address.text, parts, isHome ? box.limits : ""]
        }
        let ways = network.between.map { way in
            "\(Description.names(way.a)) ⇄ \(Description.names(way.b))  \(Description.link(way.link))"
        }
        let entries = Self.aligned(rows) + ways
        return entries.enumerated().map { index, entry in
            (index == entries.count - 1 ? "└─ " : "├─ ") + entry
        }
    }

    private var componentRows: [[String]] {
        topology.components.map { component in
            let settings = (component.configuration.entries ?? []).compactMap { entry -> String? in
                switch entry.value {
                case .null: nil
                case .map: "\(entry.key) …"
                case .list(let items):
                    "\(entry.key) " + Description.names(items.map { $0.text ?? "…" })
                case .text(let text): "\(entry.key) \(text)"
                case .integer(let number): "\(entry.key) \(number)"
                case .decimal(let number): "\(entry.key) \(Description.number(number))"
                case .flag(let flag): "\(entry.key) \(flag)"
                }
            }
            let role = component.role.rawValue == component.name ? "" : component.role.rawValue
            return [component.name, role, component.use, settings.joined(separator: ", ")]
        }
    }

    private var serviceRows: [[String]] {
        topology.services.map { service in
            let homes = service.on.isEmpty ? "" : "on " + Description.names(service.on)
            return [service.name, Description.service(service), homes]
        }
    }

    private func table(_ title: String, _ rows: [[String]]) -> [String] {
        rows.isEmpty ? [] : ["", title] + Self.aligned(rows).map { "  " + $0 }
    }

    /// Rows with their columns below each other, two spaces apart; empty columns are left out.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() where widths[column] > 0 {
                line += cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return line
        }
    }
}
