import LabNetwork
import LabProgram

@testable import LabConsensus

extension TestCluster {
    /// The server that leads in the latest term.
    var leader: Int? {
        servers.indices
            .filter { servers[$0].isUp && servers[$0].raft.role == .leader }
            .max { servers[$0].raft.term < servers[$1].raft.term }
    }

    /// Cuts all messages between a group and the rest.
    mutating func partition(_ group: [Int]) {
        for a in servers.indices {
            for b in servers.indices {
                isCut[a][b] = group.contains(a) != group.contains(b)
            }
        }
        checker.connectivityChanged(self)
    }

    mutating func heal() { partition([]) }

    /// Whether messages pass between two servers in both directions.
    func isReached(_ peer: Int, by number: Int) -> Bool {
        peer == number || servers[peer].isUp && !isCut[number][peer] && !isCut[peer][number]
    }

    @discardableResult
    mutating func propose(_ text: String) -> UInt64? {
        guard let leader else { return nil }
        return with(leader) { raft, host in raft.propose(Array(text.utf8), on: &host) }
    }

    /// Runs until somebody leads and has committed an entry of its term.
    @discardableResult
    mutating func runUntilLed(within limit: Interval = .seconds(20)) -> Int? {
        run(until: now + limit) { cluster in
            cluster.servers.contains { $0.isUp && $0.raft.isEstablished }
        }
        return leader
    }
}
