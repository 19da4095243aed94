import CLinux
import LabNetwork

extension Fabric {
    /// Reads or changes the wires: faults, links, hosts.
    ///
    /// Frames that are under way keep their fate. Where the model's carrier of a link changed, the
    /// host's device is told before this returns.
    ///
    /// - Parameter body: gets the model while the switch waits, so it must be brief.
    public func withModel<R: Sendable>(
        _ body: (inout NetworkModel) throws -> R
    ) rethrows -> R {
        // Held throughout, so that no descriptor is closed while its device is told.
        try control.withLock { _ in
            let result = try state.withLock { state in
                defer { state.renewPorts() }
                return try body(&state.model)
            }
            for (descriptor, isOn) in state.withLock({ $0.takeCarrierChanges() }) {
                _ = lab_tap_set_carrier(descriptor, isOn ? 1 : 0)
            }
            return result
        }
    }
}
