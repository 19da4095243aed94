import LabRunner
import LabSimulation

/// A fault in force, with what must be taken back when it ends.
struct InjectedFault {
    var id: FaultID
    var fault: ActiveFault
    /// Rules of the network model.
    var rules: [Int] = []
    /// Processes that it froze.
    var frozen: [ProcessID] = []
}
