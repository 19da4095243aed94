import LabNetwork
import LabProgram

/// The probe that is under way.
struct Probe: Sendable {
    let key: NodeKey
    let incarnation: UInt32
    let sequence: UInt32
    /// When the round ends.
    let deadline: Instant
    var timer: TimerID
    /// Whether the direct answer is late, and others were asked.
    var isIndirect = false
    var expectedNacks = 0
    var nacks = 0
    /// Whether it answered over TCP.
    var hasStreamContact = false
}
