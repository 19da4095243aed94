import LabModel

extension Lab {
    /// Brings the lab from what it is to what its topology says, and waits until it is ready.
    ///
    /// Hosts are powered on and components started where they do not run; every component becomes
    /// ready; the catalogs know every node; the disks have what was written; then the instances that the topology asks for are
    /// started where they are missing. What runs already is left alone.
    ///
    /// - Parameters:
    ///   - interruption: asked for now and then; a request ends the waiting with an error.
    ///   - observer: told of everything worth knowing, at once and in order.
    ///   - beforeInstances: called when all is ready, before instances are started.
    /// - Throws: `LabError` for what ended or did not become ready in time, with what was awaited,
    ///   what was seen last, and the last lines of its log.
    public func bringUp(
        interruption: Interruption = Interruption(),
        observer: @escaping (BringUpEvent) -> Void = { _ in },
        beforeInstances: @escaping () -> Void = {}
    ) throws(LabError) {
        try BringUp(
            self, interruption: interruption, observer: observer, beforeInstances: beforeInstances
        ).run()
    }

    /// Whether the clock stands still unless somebody lets it advance.
    var hasVirtualTime: Bool { backend == "memory" }
}
