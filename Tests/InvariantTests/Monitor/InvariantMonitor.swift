import LabMemory
import LabNetwork
import LabPrograms
import LabSimulation

/// Checks the invariants while a lab runs: after every event what the event changed, and every
/// while what has to come true in time.
final class InvariantMonitor {
    /// What a process is to the monitor.
    enum Role {
        case agent(Int)
        case balancer(Int)
        case writer
        case watcher
        case resolver
        case other
    }

    /// What a load balancer has been seen to do.
    struct BalancerRun {
        var host: String
        var process: ProcessID
        var choices: UInt64 = 0
        var generation = -1
        var failures = 0
        var failedAt: Instant?
        var rotation = Rotation()
    }

    /// A program of the monitor's own, on one host.
    struct Client {
        var host: Int
        var name: String
        var process: ProcessID?
        var starts = 0
    }

    private static let sweepPace = Interval.milliseconds(100)
    private static let watchPace = Interval.seconds(1)
    private static let reviewPace = Interval.seconds(5)

    let lab: MemoryLab
    var world: World { lab.world }
    var report = InvariantReport()

    var electionSafety = ElectionSafety()
    var leaderCompleteness = LeaderCompleteness()
    var stateMachineSafety = StateMachineSafety()
    var monotony = Monotony()
    var singleVote = SingleVote()
    var completeness = Completeness()
    var accuracy = Accuracy()
    var incarnationOwnership = IncarnationOwnership()
    let viewConvergence = ViewConvergence()
    let noResurrection = NoResurrection()
    var durability = Durability()
    var deregistration = Deregistration()
    var indexMonotony = IndexMonotony()
    let blockingContract = BlockingContract()
    let serviceAnswers = ServiceAnswers()
    let agreement = Agreement()

    var disturbances = Disturbances()
    var runs: [AgentRun] = []
    var balancers: [BalancerRun] = []
    var clients: [Client] = []
    /// The highest term that an established leader was seen in.
    var newestTerm: UInt64 = 0
    /// The last answer to each host about each service.
    var lastAnswers: [String: [String: ServiceAnswer]] = [:]
    /// When a host's agent was found to be gone.
    var deaths: [String: Instant] = [:]

    private var roles: [Role?] = []
    private var nextSweep = Instant.start
    private var nextWatch = Instant.start
    private var nextReview = Instant.start

    /// Begins to watch a lab in which nothing has happened yet.
    init(_ lab: MemoryLab) {
        self.lab = lab
        prepareClients()
        lab.world.afterEvent = { [weak self] world in self?.observe(world) }
    }

    private func observe(_ world: World) {
        guard let process = world.lastHandler else { return }
        switch role(of: process) {
        case .agent(let place): examineAgent(place)
        case .balancer(let place): examineBalancer(place)
        case .writer: collectWrites(of: process)
        case .watcher: collectQueries(of: process)
        case .resolver: collectAnswers(of: process)
        case .other: break
        }
        if world.now >= nextSweep { sweep() }
    }

    private func sweep() {
        let now = lab.now
        nextSweep = now + Self.sweepPace
        disturbances.update(lab)
        keepClientsRunning()
        watchWaiters()
        if now >= nextWatch {
            nextWatch = now + Self.watchPace
            watchMembers()
        }
        if now >= nextReview {
            nextReview = now + Self.reviewPace
            review()
        }
    }

    // MARK: - Who is who

    /// Notes what a process is that the monitor has started itself.
    func setRole(_ role: Role, of process: ProcessID) {
        let number = Int(process.rawValue)
        while roles.count <= number { roles.append(nil) }
        roles[number] = role
    }

    private func role(of process: ProcessID) -> Role {
        let number = Int(process.rawValue)
        if number < roles.count, let role = roles[number] { return role }
        let role = identify(process)
        setRole(role, of: process)
        return role
    }

    private func identify(_ process: ProcessID) -> Role {
        if let run = lab.discoveryAgents.last(where: { $0.process == process }) {
            let isRestart = runs.contains { $0.host == run.host }
            runs.append(
                AgentRun(
                    host: run.host, process: process, startedAt: lab.now, isRestart: isRestart))
            completeness.began(run.host)
            deaths[run.host] = nil
            return .agent(runs.count - 1)
        }
        let found = lab.components(of: .loadBalancer).first { $0.process == process }
        if let found {
            balancers.append(BalancerRun(host: found.host, process: process))
            return .balancer(balancers.count - 1)
        }
        return .other
    }

    // MARK: - Agents that run

    func isRunning(_ place: Int) -> Bool { world.state(of: runs[place].process) == .running }

    /// The run of the agent on a host, as long as it runs.
    func currentRun(on host: String) -> Int? {
        runs.lastIndex { $0.host == host }.flatMap { isRunning($0) ? $0 : nil }
    }

    /// The runs that are under way, in the order of their starts.
    var runningAgents: [Int] { runs.indices.filter(isRunning) }

    /// The established leader of the newest term, while it runs.
    var leader: Int? {
        runs.indices.last { place in
            runs[place].establishedAt != nil && runs[place].mark?.term == newestTerm
                && isRunning(place)
        }
    }
}
