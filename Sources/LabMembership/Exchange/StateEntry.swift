import LabProgram

/// One member in an exchange of state (memberlist, `pushNodeState`, with serf's part).
struct StateEntry {
    static let leftFlag: UInt8 = 4
    static let leavingFlag: UInt8 = 8

    let state: NodeState
    /// Whether it is among those who left, gracefully or by force.
    let hasLeft: Bool
    /// Whether it is shown as leaving, which a member that stays has to hear of to refute it.
    let isLeaving: Bool
    let statusTime: UInt32
    let claim: AliveClaim

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        let flags = try reader.byte()
        guard let state = NodeState(rawValue: flags & 3), flags < 16 else {
            throw ByteReader.Malformed()
        }
        self.state = state
        hasLeft = flags & StateEntry.leftFlag != 0
        isLeaving = flags & StateEntry.leavingFlag != 0
        statusTime = try reader.number32()
        claim = try AliveClaim(from: &reader)
    }

    /// The first byte of a member's entry.
    static func flags(of record: NodeRecord) -> UInt8 {
        switch record.status {
        case .left: record.state.rawValue | leftFlag
        case .leaving: record.state.rawValue | leavingFlag
        case .alive, .failed, nil: record.state.rawValue
        }
    }
}
