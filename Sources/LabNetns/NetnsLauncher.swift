import LabModel
import LabSupervisor

/// Makes the process tree of a lab of network namespaces.
public struct NetnsLauncher {
    /// Makes a launcher.
    public init() {}

    /// Starts the supervisor of a lab without hosts.
    ///
    /// - Returns: the first client's descriptor; the lab ends when it is closed, unless `keep` was said.
    /// - Throws: `LabError` when the machine can't, saying what to do about it.
    public func launch(_ environment: LabEnvironment, seed: UInt64) throws(LabError) -> Int32 {
        throw LabError("not yet")
    }
}
