import LabModel

/// Where the parts of a drawing stand, in pixels.
struct GraphLayout {
    /// A rectangle.
    struct Frame {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        var middle: Double { x + width / 2 }
        var right: Double { x + width }
        var bottom: Double { y + height }
    }

    /// A component or service on a host.
    struct Chip {
        var frame: Frame
        var part: TopologyGraph.Part
    }

    /// A host.
    struct Node {
        var frame: Frame
        var box: TopologyGraph.Box
        var chips: [Chip]
        /// The row of its network's bar that it hangs on.
        var bar: Int
    }

    /// One stretch of a network: each row of hosts has one.
    struct Bar {
        var frame: Frame
        var network: Int
        /// Whether it is the network's first, which has its name.
        var isFirst: Bool
    }

    static let margin = 32.0
    static let boxWidth = 196.0
    static let columnGap = 26.0
    static let barHeight = 10.0
    static let mostColumns = 5
    private static let chipHeight = 20.0
    /// The room above a bar that the arcs of longer ways take.
    private static let arcHeight = 52.0

    var nodes: [Node] = []
    var bars: [Bar] = []
    var width: Double
    private(set) var bottom: Double

    init(_ graph: TopologyGraph, top: Double) {
        let networks = graph.topology.networks
        let homes = networks.map { network in
            graph.boxes.filter { $0.addresses.first?.network == network.name }
        }
        let columns = max(2, homes.map { Self.columns(for: $0.count) }.max() ?? 1)
        let inner = Double(columns) * (Self.boxWidth + Self.columnGap) + Self.columnGap
        width = inner + 2 * Self.margin
        bottom = top
        for (number, network) in networks.enumerated() {
            // Above the bar stands the network's name.
            bottom += 34
            let arcs = network.between.isEmpty ? 0 : Self.arcHeight
            add(homes[number], network: number, inner: inner, arcs: arcs)
            bottom += 26
        }
        let homeless = graph.boxes.filter { box in
            !networks.contains { $0.name == box.addresses.first?.network }
        }
        if !homeless.isEmpty { add(homeless, network: -1, inner: inner, arcs: 0) }
    }

    private mutating func add(
        _ boxes: [TopologyGraph.Box], network: Int, inner: Double, arcs: Double
    ) {
        var rest = boxes[...]
        var isFirst = true
        let most = Self.columns(for: boxes.count)
        repeat {
            bottom += arcs
            let row = rest.prefix(max(most, 1))
            rest = rest.dropFirst(max(most, 1))
            let bar = Bar(
                frame: Frame(
                    x: Self.margin, y: bottom, width: inner, height: Self.barHeight),
                network: network, isFirst: isFirst)
            bars.append(bar)
            isFirst = false
            let top = bottom + Self.barHeight + 26
            let height = row.map(Self.height).max() ?? 0
            let used = Double(row.count) * (Self.boxWidth + Self.columnGap) - Self.columnGap
            var x = Self.margin + (inner - used) / 2
            for box in row {
                let frame = Frame(x: x, y: top, width: Self.boxWidth, height: height)
                nodes.append(
                    Node(
                        frame: frame, box: box,
                        chips: Self.chips(of: box, x: x + 12, y: top + Self.headHeight(box)),
                        bar: bars.count - 1))
                x += Self.boxWidth + Self.columnGap
            }
            bottom = row.isEmpty ? bottom + Self.barHeight : top + height + 22
        } while !rest.isEmpty
    }

    /// How many boxes stand in a row, so that rows are as equally long as can be.
    private static func columns(for count: Int) -> Int {
        let rows = max(1, (count + mostColumns - 1) / mostColumns)
        return (count + rows - 1) / rows
    }

    /// How much room the name and the addresses take.
    private static func headHeight(_ box: TopologyGraph.Box) -> Double {
        let lines = box.addresses.count + (box.note.isEmpty ? 0 : 1)
        return 36 + Double(lines) * 16 + 6
    }

    private static func height(_ box: TopologyGraph.Box) -> Double {
        let chips = chips(of: box, x: 0, y: 0)
        let last = chips.last.map { $0.frame.bottom + 12 } ?? 4
        return headHeight(box) + last
    }

    /// The chips of a host, as many in a line as fit.
    private static func chips(of box: TopologyGraph.Box, x: Double, y: Double) -> [Chip] {
        var chips: [Chip] = []
        var left = x
        var top = y
        for part in box.parts {
            let width = min(Double(part.text.count) * 6.4 + 18, boxWidth - 24)
            if left > x, left + width > x + boxWidth - 24 {
                left = x
                top += chipHeight + 6
            }
            chips.append(
                Chip(frame: Frame(x: left, y: top, width: width, height: chipHeight), part: part))
            left += width + 6
        }
        return chips
    }
}
