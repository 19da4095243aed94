import LabNetwork
import LabProgram

@testable import LabConsensus

/// One server of a `TestCluster`: the code under test, its host, and a replicated state to apply to.
struct TestServer {
    var raft: Raft
    var host: TestHost
    var isUp = false
    /// How much longer than others its disk takes for a sync.
    var diskLag = Interval.zero
    /// Which life of the server this is; events of earlier ones are void.
    var life = 0
    /// A hash over all commands applied, which stands for the state.
    var state: UInt64 = TestServer.emptyState
    var appliedIndex: UInt64 = 0

    /// Does something at a time; its outputs and effects stay where they are.
    mutating func act<Result>(
        at now: Instant, _ body: (inout Raft, inout TestHost) -> Result
    ) -> Result {
        host.now = now
        return body(&raft, &host)
    }

    static let emptyState: UInt64 = 0xcbf2_9ce4_8422_2325

    static func hash(_ bytes: [UInt8], onto hash: UInt64) -> UInt64 {
        var hash = hash
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash &+ 1
    }

    /// The state as a snapshot holds it.
    var snapshot: [UInt8] {
        var writer = ByteWriter()
        writer.number(state)
        return writer.bytes
    }
}
