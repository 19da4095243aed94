import LabProgram

/// One member in an exchange of state (memberlist, `pushNodeState`, with serf's part).
struct StateEntry {
    static let leftFlag: UInt8 = 4

    let state: NodeState
    /// Whether it is among those who left, gracefully or by force.
    let hasLeft: Bool
    let statusTime: UInt32
    let claim: AliveClaim

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        let flags = try reader.byte()
        guard let state = NodeState(rawValue: flags & 3), flags < 8 else {
            throw ByteReader.Malformed()
        }
        self.state = state
        hasLeft = flags & StateEntry.leftFlag != 0
        statusTime = try reader.number32()
        claim = try AliveClaim(from: &reader)
    }
}
