import Foundation
import LabFabricTestSupport
import LabNetwork

/// Measures what the fabric promises, beside the kernel's own wire, and says where it falls short.
@main
struct FabricBenchmark {
    static func main() throws {
        if let obstacle = NetworkNamespace.obstacle {
            print("cannot measure: \(obstacle)")
            exit(3)
        }
        print("figures depend on the machine and its load; compare those of one run")
        let lab = try FabricLab()
        let veth = try? VethPair()
        if veth == nil { print("no veth pair to compare with: install iproute2") }
        var isAllRight = try compareStreams(lab, veth)
        isAllRight = try compareRoundTrips(lab, veth) && isAllRight
        for row in try Fidelity(lab: lab).rows() {
            print(
                line(row.name, row.asked, row.measured, row.unit)
                    + String(format: "%+7.2f %%  ", row.error) + (row.holds ? "ok" : "FAILS")
                    + (row.attempts > 1 ? ", attempt \(row.attempts)" : ""))
            isAllRight = isAllRight && row.holds
        }
        lab.fabric.stop()
        exit(isAllRight ? 0 : 1)
    }

    private static func line(
        _ name: String, _ asked: Double, _ measured: Double, _ unit: String
    ) -> String {
        name.padding(toLength: 28, withPad: " ", startingAt: 0)
            + String(format: "asked %8.2f  measured %8.2f ", asked, measured)
            + unit.padding(toLength: 8, withPad: " ", startingAt: 0)
    }

    /// In turns, so that what else the machine does strikes both.
    private static func compareStreams(_ lab: FabricLab, _ veth: VethPair?) throws -> Bool {
        let meter = StreamMeter(warmUp: .milliseconds(200), duration: .seconds(1))
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(
                try meter.run(
                    from: lab.hosts[0].namespace, to: lab.hosts[1].namespace,
                    at: lab.hosts[1].address
                ).bitsPerSecond / 1e9)
            if let veth {
                theirs.append(
                    try meter.run(from: veth.near, to: veth.far, at: veth.address)
                        .bitsPerSecond / 1e9)
            }
        }
        let best = ours.max() ?? 0
        func text(_ values: [Double]) -> String {
            values.map { String(format: "%.1f", $0) }.joined(separator: ", ")
        }
        print(
            "TCP between two hosts: \(text(ours)) Gbit/s, at least 8 promised: "
                + (best >= 8 ? "ok" : "FAILS"))
        if !theirs.isEmpty { print("TCP over veth: \(text(theirs)) Gbit/s") }
        return best >= 8
    }

    private static func compareRoundTrips(_ lab: FabricLab, _ veth: VethPair?) throws -> Bool {
        func microseconds(_ namespace: NetworkNamespace, _ target: IPv4Address) throws -> Double {
            let socket = try namespace.run { try TestSocket.icmp() }
            return try Pinger(target, count: 1_000).run(on: socket).median / 1e3
        }
        let ours = try microseconds(lab.hosts[0].namespace, lab.hosts[1].address)
        let theirs = try veth.map { try microseconds($0.near, $0.address) } ?? 0
        let added = ours - theirs
        print(
            String(
                format: "median round trip: %.0f us, veth %.0f us, added %.0f us of 100: ", ours,
                theirs, added) + (added <= 100 ? "ok" : "FAILS"))
        return added <= 100
    }
}
