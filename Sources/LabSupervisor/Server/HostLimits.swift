import LabNetwork

/// How long hosts are waited for.
struct HostLimits {
    /// Until a host is set up whose agent is a process of this machine.
    var process = Interval.seconds(30)
    /// Until a machine is set up, which boots in software and beside others.
    var machine = Interval.seconds(120)
    /// Until the agent of a machine says a word that goes on from where it was saved.
    var restored = Interval.seconds(10)
    /// Until an agent falls silent that was told to.
    var detach = Interval.seconds(2)

    /// Until the agent of a host says a word, or the host is set up where that is the first.
    func first(of host: MadeHost) -> Interval {
        host.awaitsGreeting ? host.isRestored ? restored : machine : process
    }
}
