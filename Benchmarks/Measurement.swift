import Foundation

/// What one benchmark found, beside what was asked for.
struct Measurement {
    /// Which way is better.
    enum Goal {
        case atLeast(Double)
        case atMost(Double)
    }

    var name: String
    var value: Double
    var unit: String
    var goal: Goal

    var holds: Bool {
        switch goal {
        case .atLeast(let limit): value >= limit
        case .atMost(let limit): value <= limit
        }
    }

    func printLine() {
        let (sign, limit) =
            switch goal {
            case .atLeast(let limit): ("≥", limit)
            case .atMost(let limit): ("≤", limit)
            }
        let columns = [
            name.padding(toLength: 46, withPad: " ", startingAt: 0),
            String(format: "%14.2f", value),
            unit.padding(toLength: 16, withPad: " ", startingAt: 0),
            "asked \(sign) \(String(format: "%g", limit))", holds ? "" : "  FALLS SHORT",
        ]
        print(columns.joined(separator: " "))
    }
}

/// Runs a piece of work and returns how many seconds of wall time it took.
func wallSeconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let elapsed = try clock.measure(work)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
}

/// The most memory that this process has had, in MiB.
func peakMemory() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kibibytes.flatMap { Double($0) } ?? .nan) / 1024
}
