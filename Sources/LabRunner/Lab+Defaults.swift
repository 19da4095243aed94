extension Lab {
    /// Backends without a scheduler of their own have no jobs to run.
    public func deploy(job: String, count: Int?) throws(LabError) {
        throw LabError("the \(backend) lab has no scheduler that could run it")
    }
}
