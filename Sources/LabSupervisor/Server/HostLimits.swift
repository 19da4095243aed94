import LabNetwork

/// How long hosts are waited for.
struct HostLimits {
    /// Until a host is set up whose agent is a process of this machine.
    var process = Interval.seconds(30)
    /// Until a machine is set up, which boots in software and beside others.
    var machine = Interval.seconds(120)
    /// Until the agent of a machine says a word that goes on from where it was saved.
    var restored = Interval.seconds(10)
    /// What each host of the lab adds to that, as they wait for one another.
    var restoredEach = Interval.milliseconds(500)
    /// Until an agent falls silent that was told to.
    var detach = Interval.seconds(2)

    /// Until the agent of a host says a word, or the host is set up where that is the first.
    ///
    /// - Parameter count: how many hosts the lab has.
    func first(of host: MadeHost, amid count: Int) -> Interval {
        guard host.awaitsGreeting else { return process }
        return host.isRestored ? restored + restoredEach * count : machine
    }
}
