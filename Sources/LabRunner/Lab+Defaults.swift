import LabModel

extension Lab {
    /// A lab that is a value of this process can't be lost.
    public var failure: LabError? { nil }

    /// Backends without a scheduler of their own have no jobs to run.
    public func deploy(job: String, count: Int?) throws(LabError) {
        throw LabError("the \(backend) lab has no scheduler that could run it")
    }

    /// Backends whose hosts are no machines run no commands.
    public func execute(_ command: [String], on host: String) throws(LabError) -> ExecutionID {
        throw LabError("the \(backend) lab runs no commands")
    }

    /// Nothing comes of a command that was not run.
    public func result(of execution: ExecutionID) -> ExecutionResult? { nil }

    /// There is nothing to forget of a command that was not run.
    public func forget(_ execution: ExecutionID) {}

    /// The built-in programs sync what they promise to keep.
    public func syncDisks() throws(LabError) {}

    /// Nothing but the built-in programs has to become ready.
    public func readiness(
        of component: ComponentDefinition, on host: HostDefinition
    ) throws(LabError) -> ReadinessTest? { nil }
}
