import LabModel
import LabNetwork

/// A topology as a drawing: hosts, the networks that they are on, and what runs on them.
public struct TopologyGraph: Sendable {
    /// How a drawing is written down.
    public enum Format: String, Sendable, CaseIterable {
        case text, mermaid, dot, svg
    }

    /// One box: a host, or many hosts of one kind.
    struct Box: Sendable {
        /// The host's name, or the first and last one's.
        var title: String
        /// The names of all hosts that it stands for.
        var names: [String]
        /// The networks with the host's addresses, or the first and last one's.
        var addresses: [(network: String, text: String)]
        /// What runs on it.
        var parts: [Part]
        /// What limits it.
        var limits: String

        /// How many hosts it stands for, if not one, and what limits them.
        var note: String {
            let count = names.count > 1 ? ["\(names.count) hosts"] : []
            return (count + (limits.isEmpty ? [] : [limits])).joined(separator: ", ")
        }
    }

    /// Something that runs on a host.
    struct Part: Sendable, Hashable {
        /// Its name, and what it is there if that matters.
        var text: String
        /// Its role; `nil` for an instance of a service.
        var role: ComponentDefinition.Role?
        /// Whether it has a vote.
        var isServer: Bool
    }

    /// So many hosts are drawn one by one; in a bigger lab those of one kind share a box.
    private static let mostSingle = 40

    let topology: Topology
    let boxes: [Box]

    /// Draws a topology.
    public init(_ topology: Topology) {
        self.topology = topology
        let single = topology.hosts.map { Self.box(of: $0, in: topology) }
        boxes = single.count > Self.mostSingle ? Self.gathered(single) : single
    }

    /// The drawing in a format.
    public func rendered(as format: Format) -> String {
        switch format {
        case .text: text
        case .mermaid: mermaid
        case .dot: dot
        case .svg: svg
        }
    }

    private static func box(of host: HostDefinition, in topology: Topology) -> Box {
        var parts: [Part] = host.run.map { name in
            let component = topology.component(named: name)
            let servers = component?.configuration["servers"]?.list ?? []
            let isServer =
                component?.role == .discovery && servers.contains { $0.text == host.name }
            return Part(
                text: name + (isServer ? " ★" : ""), role: component?.role ?? .custom,
                isServer: isServer)
        }
        for service in topology.services {
            let count = service.on.count { $0 == host.name }
            guard count > 0 else { continue }
            let times = count > 1 ? " ×\(count)" : ""
            parts.append(Part(text: service.name + times, role: nil, isServer: false))
        }
        var limits: [String] = []
        if let cpus = host.cpus { limits.append("\(Description.number(cpus)) cpus") }
        if let memory = host.memory { limits.append(Description.size(memory)) }
        if let disk = host.disk { limits.append("disk " + Description.size(disk)) }
        if let place = host.on { limits.append("on \(place.host ?? place.description)") }
        return Box(
            title: host.name, names: [host.name],
            addresses: host.attachments.map { ($0.network, $0.address.description) },
            parts: parts, limits: limits.joined(separator: ", "))
    }

    /// Neighbours of one kind whose names differ in their number put into one box.
    private static func gathered(_ boxes: [Box]) -> [Box] {
        var result: [Box] = []
        for box in boxes {
            guard let last = result.last, isAlike(last, box) else {
                result.append(box)
                continue
            }
            var whole = last
            whole.names += box.names
            whole.title = "\(last.names[0]) … \(box.title)"
            whole.addresses = zip(last.addresses, box.addresses).map { first, next in
                (first.network, "\(first.text.prefix { $0 != " " }) … \(next.text)")
            }
            result[result.count - 1] = whole
        }
        return result
    }

    private static func isAlike(_ a: Box, _ b: Box) -> Bool {
        guard let first = a.names.first, let other = b.names.first else { return false }
        return stem(first) == stem(other) && a.parts == b.parts && a.limits == b.limits
            && a.addresses.map(\.network) == b.addresses.map(\.network)
    }

    private static func stem(_ name: String) -> Substring {
        let end = name.lastIndex { !$0.isNumber }
        return end.map { name[...$0] } ?? ""
    }
}
