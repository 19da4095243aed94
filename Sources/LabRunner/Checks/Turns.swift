/// Answers in the order they came, seen as turns of a fixed cycle.
struct Turns {
    /// All orders of so many are tried; of more, the order in which they first answered is taken.
    private static let maximumTried = 6

    private let names: [String]
    private let members: [String]

    init(_ names: [String], _ members: [String]) {
        self.names = names
        self.members = members
    }

    /// How many turns are missing in the cycle that fits best; `nil` where others answered too, or
    /// not all did that had the time.
    var fewestSkipped: Int? {
        guard !members.isEmpty, names.allSatisfy(members.contains),
            names.count < members.count || members.allSatisfy(names.contains)
        else { return nil }
        var order: [String] = []
        for name in names + members where !order.contains(name) { order.append(name) }
        var fewest = skipped(order)
        guard order.count <= Turns.maximumTried else { return fewest }
        forEachOrder(order, from: 1) { fewest = min(fewest, skipped($0)) }
        return fewest
    }

    private func skipped(_ order: [String]) -> Int {
        zip(names, names.dropFirst()).reduce(0) { sum, pair in
            guard let from = order.firstIndex(of: pair.0), let to = order.firstIndex(of: pair.1)
            else { return sum }
            let steps = (to - from + order.count) % order.count
            return sum + (steps == 0 ? order.count : steps) - 1
        }
    }

    private func forEachOrder(_ order: [String], from first: Int, _ body: ([String]) -> Void) {
        guard first < order.count - 1 else { return body(order) }
        for index in first..<order.count {
            var swapped = order
            swapped.swapAt(first, index)
            forEachOrder(swapped, from: first + 1, body)
        }
    }
}
