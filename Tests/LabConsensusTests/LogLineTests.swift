import LabNetwork
import LabTestSupport
import Testing

@testable import LabConsensus

/// Log lines as Consul 1.8.7 prints them.
@Suite struct LogLineTests {
    @Test func aServerThatStartsSaysSo() {
        let bench = Bench(voters: 0)
        #expect(
            bench.system.lines == [
                "[INFO] agent.server.raft: initial configuration: index=0 servers=[]",
                "[INFO] agent.server.raft: entering follower state: "
                    + "follower=\"Node at 10.0.0.0:8300 [Follower]\" leader=",
            ])
    }

    @Test func anElectionIsToldStepByStep() {
        var bench = Bench()
        bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        bench.system.lines = []
        bench.lead()
        let told = bench.system.lines.filter { !$0.hasPrefix("[DEBUG]") }
        let name = "agent.server.raft:"
        #expect(
            told == [
                "[WARN] \(name) heartbeat timeout reached, starting election: "
                    + "last-leader=10.0.0.1:8300",
                "[INFO] \(name) entering candidate state: "
                    + "node=\"Node at 10.0.0.0:8300 [Candidate]\" term=2",
                "[INFO] \(name) election won: tally=2",
                "[INFO] \(name) entering leader state: "
                    + "leader=\"Node at 10.0.0.0:8300 [Leader]\"",
                "[INFO] \(name) added peer, starting replication: peer=\(TestCluster.id(1))",
                "[INFO] \(name) added peer, starting replication: peer=\(TestCluster.id(2))",
            ])
    }

    @Test func aConfigurationIsPrintedWithItsServers() {
        var bench = Bench(voters: 1)
        bench.system.lines = []
        bench.restart()
        #expect(
            bench.system.lines.first
                == "[INFO] agent.server.raft: initial configuration: index=1 "
                + "servers=\"[{Suffrage:Voter ID:\(TestCluster.id(0)) Address:10.0.0.0:8300}]\"")
    }

    @Test func anIDIsReadAndWrittenAsText() {
        let text = "2e511b65-e53f-7c43-a979-18119ba28148"
        #expect(ServerID(text)?.description == text)
        #expect(ServerID("2E511B65E53F7C43A97918119BA28148") == ServerID(text))
        #expect(ServerID("2e511b65") == nil)
        #expect(ServerID(text + "0") == nil)
        #expect(ServerID("ze511b65-e53f-7c43-a979-18119ba28148") == nil)
    }
}
