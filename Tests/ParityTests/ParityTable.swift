import LabModel
import LabNetwork
import LabRunner

/// The times of two runs of one scenario, side by side.
struct ParityTable {
    let text: String

    init(_ memory: ParityRecord, _ netns: ParityRecord) {
        var rows: [(name: String, left: Interval, right: Interval)] = [
            ("up", memory.upAfter, netns.upAfter)
        ]
        for (one, other) in zip(memory.result.steps, netns.result.steps) {
            rows.append((one.name, one.duration, other.duration))
        }
        for (one, other) in zip(memory.result.measures, netns.result.measures) {
            rows.append(("measure \(one.name)", one.value, other.value))
        }
        let width = max(rows.map(\.name.count).max() ?? 0, memory.result.scenario.count)
        let head = Self.line(memory.result.scenario, "memory", "netns", width)
        text =
            ([head]
            + rows.map {
                Self.line($0.name, "\($0.left.secondsText) s", "\($0.right.secondsText) s", width)
            }).joined(separator: "\n")
    }

    private static func line(
        _ name: String, _ left: String, _ right: String, _ width: Int
    ) -> String {
        func space(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(width - text.count, 0))
        }
        return name + space(name, width) + space(left, 11) + left + space(right, 11) + right
    }
}
