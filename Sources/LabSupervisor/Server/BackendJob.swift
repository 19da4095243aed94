import LabModel

/// A call of the backend about hosts that there are.
struct BackendJob {
    let number: Int
    /// The hosts' numbers.
    let hosts: Set<Int>
    /// Runs on another thread.
    let body: @Sendable () throws(LabError) -> Void
    /// Runs on the supervisor's own.
    let then: (LabError?) -> Void
    var isRunning = false
}

/// The backend works on hosts, one call at a time for each of them and in the order that they came.
extension Supervisor {
    /// Lets the backend work on hosts after what it does for any of them already.
    ///
    /// - Parameter then: given what the backend refused with, if it did.
    func run(
        on hosts: [SupervisedHost], _ body: @escaping @Sendable () throws(LabError) -> Void,
        then: @escaping (LabError?) -> Void = { _ in }
    ) {
        jobs.append(
            BackendJob(
                number: nextJob, hosts: Set(hosts.map(\.number)), body: body, then: then))
        nextJob += 1
        startJobs()
    }

    /// Calls a closure when the backend has done all that it was told for some hosts; at once where
    /// there is nothing of the kind.
    func whenIdle(_ hosts: [SupervisedHost], _ action: @escaping () -> Void) {
        let numbers = Set(hosts.map(\.number))
        if jobs.allSatisfy({ $0.hosts.isDisjoint(with: numbers) }) { return action() }
        run(on: hosts, { () throws(LabError) in }) { _ in action() }
    }

    private func startJobs() {
        var busy: Set<Int> = []
        for index in jobs.indices {
            let job = jobs[index]
            defer { busy.formUnion(job.hosts) }
            guard !job.isRunning, busy.isDisjoint(with: job.hosts) else { continue }
            jobs[index].isRunning = true
            let (number, body) = (job.number, job.body)
            work {
                do throws(LabError) {
                    try body()
                    return .finished(job: number, nil)
                } catch {
                    return .finished(job: number, error)
                }
            }
        }
    }

    func finished(_ number: Int, _ error: LabError?) {
        guard let index = jobs.firstIndex(where: { $0.number == number }) else { return }
        let job = jobs.remove(at: index)
        job.then(error)
        startJobs()
    }
}
