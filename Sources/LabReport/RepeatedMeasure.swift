import LabNetwork
import LabRunner

/// One measure over several runs.
struct RepeatedMeasure {
    let name: String
    /// The values, the smallest first.
    let values: [Interval]

    /// The measures of several runs, in the order in which they first occur.
    static func all(of results: [RunResult]) -> [RepeatedMeasure] {
        var names: [String] = []
        for measure in results.flatMap(\.measures) where !names.contains(measure.name) {
            names.append(measure.name)
        }
        return names.map { name in
            let measures = results.flatMap(\.measures).filter { $0.name == name }
            return RepeatedMeasure(name: name, values: measures.map(\.value).sorted())
        }
    }

    /// Smallest, median, 99th percentile and largest.
    var line: String {
        guard let first = values.first, let last = values.last else { return name }
        return "\(name): \(first.secondsText) s least, \(percentile(50).secondsText) s median, "
            + "\(percentile(99).secondsText) s 99%, \(last.secondsText) s most "
            + "(\(values.count) runs)"
    }

    /// The value that so many percent do not exceed (nearest rank).
    func percentile(_ percent: Int) -> Interval {
        let rank = max((values.count * percent + 99) / 100, 1)
        return values.indices.contains(rank - 1) ? values[rank - 1] : .zero
    }
}
