import Foundation
import LabFiles
import LabModel

/// Measures what the lab promises, and says where it falls short.
///
/// Without arguments it runs each benchmark in a process of its own, so that one's memory does not
/// count as another's.
@main
struct LabBenchmarks {
    static let names = ["stack", "idle", "gossip", "scale", "startup"]

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.isEmpty {
            print("release build, one core each; figures depend on the machine")
            var isAllRight = true
            for name in names { isAllRight = try runApart(name) && isAllRight }
            exit(isAllRight ? 0 : 1)
        }
        var isAllRight = true
        for name in arguments {
            for measurement in try measure(name) {
                measurement.printLine()
                isAllRight = isAllRight && measurement.holds
            }
        }
        exit(isAllRight ? 0 : 1)
    }

    private static func runApart(_ name: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = [name]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static func measure(_ name: String) throws -> [Measurement] {
        switch name {
        case "stack": try stack()
        case "idle": try idle()
        case "gossip": gossip()
        case "scale": scale()
        case "startup": try startup()
        default: throw UnknownBenchmark(name: name)
        }
    }

    private struct UnknownBenchmark: Error, CustomStringConvertible {
        var name: String
        var description: String {
            "no benchmark \(name); there are \(names.joined(separator: ", "))"
        }
    }

    private static func topology() throws -> Topology {
        try ScenarioLoader().topology(named: "three-node").topology
    }

    /// The whole stack under load.
    private static func stack() throws -> [Measurement] {
        let seconds: Int64 = 3_600
        let result = try StackBenchmark(
            topology: topology(), requestsPerSecond: 50, seconds: seconds
        ).run()
        print("\(result.requests) requests, \(result.errors) errors, \(result.events) events")
        return [
            Measurement(
                name: "three hosts, 50 requests a second",
                value: Double(seconds) / result.wallSeconds, unit: "× real time",
                goal: .atLeast(1_000)),
            Measurement(
                name: "events with real codecs, whole stack",
                value: Double(result.events) / result.wallSeconds, unit: "events/s",
                goal: .atLeast(1_000_000)),
        ]
    }

    /// A day in which nothing happens.
    private static func idle() throws -> [Measurement] {
        let seconds: Int64 = 86_400
        let result = try StackBenchmark(
            topology: topology(), requestsPerSecond: 0, seconds: seconds
        ).run()
        print("\(result.events) events in \(result.wallSeconds) s")
        return [
            Measurement(
                name: "three hosts, idle for a day",
                value: Double(seconds) / result.wallSeconds, unit: "× real time",
                goal: .atLeast(8_000))
        ]
    }

    private static func gossip() -> [Measurement] {
        let seconds: Int64 = 240
        let result = GossipBenchmark(agents: 1_000, seconds: seconds).run()
        print("\(result.events) events; joining took \(result.joinSeconds) s of wall time")
        return [
            Measurement(
                name: "1,000 agents gossiping",
                value: Double(seconds) / result.wallSeconds, unit: "× real time",
                goal: .atLeast(40)),
            Measurement(
                name: "the same, memory", value: peakMemory(), unit: "MiB", goal: .atMost(500)),
            Measurement(
                name: "events with real codecs, gossip",
                value: Double(result.events) / result.wallSeconds, unit: "events/s",
                goal: .atLeast(1_000_000)),
        ]
    }

    /// What an agent costs for a second, alone among few and among many.
    private static func scale() -> [Measurement] {
        let costs = [10, 100, 1_000].map { agents -> Double in
            let seconds = Int64(240_000 / agents)
            let result = GossipBenchmark(agents: agents, seconds: min(seconds, 6_000)).run()
            let cost = result.wallSeconds / Double(agents) / Double(min(seconds, 6_000)) * 1e6
            print("\(agents) agents: \(cost) µs for an agent and second")
            return cost
        }
        let ratio = (costs.max() ?? .nan) / (costs.min() ?? .nan)
        return [
            Measurement(
                name: "cost of an agent, dearest to cheapest size", value: ratio, unit: "",
                goal: .atMost(2))
        ]
    }

    /// From the shell's call to the end of the process.
    private static func startup() throws -> [Measurement] {
        let lab = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("lab")
        var best = Double.infinity
        for _ in 0..<10 {
            let process = Process()
            process.executableURL = lab
            process.arguments = ["run", "Scenarios/failover.yaml"]
            process.standardOutput = FileHandle.nullDevice
            best = min(
                best,
                try wallSeconds {
                    try process.run()
                    process.waitUntilExit()
                })
        }
        return [
            Measurement(
                name: "lab run failover.yaml, the whole process", value: best, unit: "s",
                goal: .atMost(0.25))
        ]
    }
}
