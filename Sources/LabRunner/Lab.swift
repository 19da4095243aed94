import LabModel
import LabNetwork
import LabPrograms

/// A lab that is up, whatever its hosts are made of: what the runner needs of a backend.
///
/// Time passes only in `advance`. Everything else answers at once: what takes time is begun, and
/// its end is seen in what the lab says later.
public protocol Lab: AnyObject {
    /// The backend's name: `memory`, `netns` or `libvirt`.
    var backend: String { get }
    /// What the lab was built from.
    var topology: Topology { get }
    /// The lab's monotonic clock.
    var now: Instant { get }
    /// Grows with everything that happened that a check may see: a process ended, a catalog changed.
    var revision: UInt64 { get }
    /// How many events have been handled so far.
    var eventCount: UInt64 { get }
    /// The hash of everything that happened so far, in hexadecimal; `nil` where time is real.
    var traceHash: String? { get }
    /// Why nothing can be asked of the lab any more, such as that its supervisor has gone; `nil` while
    /// all is well.
    var failure: LabError? { get }

    /// Lets time pass until the deadline, or until a probe or a command has an answer or `revision` has
    /// grown; where time is real, it returns at once when the lab has failed.
    func advance(until deadline: Instant)

    /// The state of every host, component and instance there is or was, in the topology's order.
    func units() -> [UnitStatus]
    /// Powers a host on, or starts a component or a container again that is not running.
    func start(_ unit: Unit) throws(LabError)
    /// Makes and starts new instances of a service on a host.
    func deploy(
        service: String, on host: String, count: Int, environment: [ServiceDefinition.Variable]
    ) throws(LabError)
    /// Runs a job of the scheduler component; without one there is none.
    func deploy(job: String, count: Int?) throws(LabError)
    /// Begins an orderly end; the unit's state says when it has ended.
    func stop(_ unit: Unit) throws(LabError)
    /// Ends at once: a signal to a process, a power cut to a host.
    func kill(_ unit: Unit, signal: String) throws(LabError)
    /// Begins the graceful leave of the discovery agent on a host.
    func leave(host: String) throws(LabError)

    /// Puts a fault in force and returns its number.
    func inject(_ fault: ActiveFault) throws(LabError) -> FaultID
    /// Ends a fault; one that has ended already is ignored.
    func heal(_ fault: FaultID)

    /// Begins a question from a host; its answer appears in `result(of:)`.
    func probe(_ request: ProbeRequest, from host: String) throws(LabError) -> ProbeID
    /// The answer to a question, once there is one.
    func result(of probe: ProbeID) -> ProbeResult?
    /// Forgets a question, answered or not.
    func forget(_ probe: ProbeID)

    /// Runs a command in a host; what came of it appears in `result(of:)`.
    func execute(_ command: [String], on host: String) throws(LabError) -> ExecutionID
    /// What came of a command, once it has ended.
    func result(of execution: ExecutionID) -> ExecutionResult?
    /// Forgets a command; one that still runs is killed.
    func forget(_ execution: ExecutionID)

    /// Lets what the hosts have written be on their disks, so that a power cut can't take it.
    func syncDisks() throws(LabError)

    /// What must be so before a component on a host counts as ready; `nil` for nothing.
    func readiness(
        of component: ComponentDefinition, on host: HostDefinition
    ) throws(LabError) -> ReadinessTest?

    /// Begins a stream of requests from a host.
    func startTraffic(_ plan: TrafficPlan, from host: String) throws(LabError)
    /// How the stream of that name has gone so far.
    func trafficStatistics(named name: String) -> TrafficStatistics?

    /// Every time a server began to lead a term, in order.
    func leaderships() -> [Leadership]
    /// The lines that the unit's programs logged so far; a host's are those of all on it.
    func log(of unit: Unit) -> [LogLine]
}
