import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabRunner

/// What the supervisor knows of one host of the topology.
final class SupervisedHost {
    /// Whether a host has power, and what is being done about it.
    enum Power {
        case off, starting, on, goingOff
    }

    /// How far the conversation with an agent is whose host is being saved.
    enum Saving {
        /// The agent was told to say nothing more.
        case detaching
        /// It says nothing.
        case detached
        /// It was greeted again.
        case resuming
    }

    /// A component of the host, with the run it is in or was in last.
    struct ComponentRun {
        var component: ComponentDefinition
        /// What it is doing; `nil` before it was started first.
        var state: UnitStatus.State?
        /// Since when.
        var since: Instant?
        var starts = 0
    }

    /// An instance of a service, with the run it is in or was in last.
    struct InstanceRun {
        var service: ServiceDefinition
        var index: Int
        var environment: [ServiceDefinition.Variable]
        var containerID: String
        var ports: [UInt16]
        var state: UnitStatus.State
        /// Since when.
        var since: Instant?
        var starts = 1

        /// What its process is called on the host.
        var name: String { "\(service.name).\(index)" }
    }

    /// The host's number in the network model, which no other host ever has.
    let number: Int
    /// The host as drawn.
    var definition: HostDefinition
    var components: [ComponentRun]
    var instances: [InstanceRun] = []
    var power = Power.off
    /// Since when it has had power, or none.
    var since: Instant?
    /// How often it was powered on.
    var starts = 0
    /// Whether it is to have power again as soon as it has none.
    var wantsPower = false
    /// Whether it is to go off as soon as it has been made.
    var isCancelled = false
    /// Why it has no power, where that was not wanted.
    var failure: String?
    /// Whether the backend is ending what is left of it.
    var isSwitchedOff = false
    /// How many answers are waited for before that.
    var lastWords = 0
    /// What the backend made of it, while there is any of it.
    var made: MadeHost?
    /// The channel to its agent, while it has one.
    var link: FrameSocket?
    var linkToken: PollLoop.Token?
    /// Ends a start that takes too long.
    var bootLimit: PollLoop.Token?
    /// Whether it could not go on from where it was saved, and boots instead.
    var isBootedAgain = false
    /// Whether each of its wires is plugged, as the backend was told.
    var carriers: [Bool] = []
    /// Whether the backend lets nothing of it go on, and since when.
    var isFrozen = false
    var frozenSince: Instant?
    /// The processes that were running then.
    var frozenProcesses: [String] = []
    /// Whether its disk has what was written, since it goes on from where it was saved.
    var hasSavedDisk = false
    /// Those who wait until its disk has what was written.
    var whenSynced: [() -> Void] = []
    /// How far the conversation with its agent is, while the host is being saved.
    var saving: Saving?
    /// How far the host's monotonic clock is ahead of this process's.
    var clockLead = Interval.zero
    /// Requests that wait until it has power or can't have it.
    var held: [(client: ControlClient, request: ControlRequest)] = []
    /// What is done when it has no power any more.
    var whenOff: [() -> Void] = []
    /// What is done when a process has ended, by its name.
    var whenEnded: [(process: String, action: () -> Void)] = []
    /// The streams between the host and others.
    var streams: [UInt32: HostStream] = [:]
    var nextStream: UInt32 = 1
    var ports = EphemeralPorts()
    /// Whether its discovery agent was told to answer DNS wrongly.
    var hasDNSFault = false

    init(_ definition: HostDefinition, number: Int, in topology: Topology) {
        self.definition = definition
        self.number = number
        components = definition.run.compactMap { topology.component(named: $0) }.map {
            ComponentRun(component: $0)
        }
    }

    /// The host's name.
    var name: String { definition.name }

    /// What there is on the host, the host first.
    var units: [UnitStatus] {
        var result = [
            UnitStatus(
                unit: .host(name),
                state: power == .on ? .running : .signaled(failure ?? "power"),
                restarts: max(0, starts - 1), since: since)
        ]
        for run in components {
            guard let state = run.state else { continue }
            result.append(
                UnitStatus(
                    unit: .component(host: name, name: run.component.name), state: state,
                    restarts: run.starts - 1, since: run.since))
        }
        for run in instances {
            result.append(
                UnitStatus(
                    unit: .instance(host: name, service: run.service.name, index: run.index),
                    state: run.state, restarts: run.starts - 1,
                    instanceID: String(run.containerID.prefix(12)),
                    publishedPort: run.ports.first, since: run.since))
        }
        return result
    }

    /// Tells the agent to do something.
    func order(_ order: HostOrder) {
        guard let link, let frame = try? Frame.message(encoding: order) else { return }
        link.send(frame)
    }
}

extension SupervisedHost {
    /// The unit that a process of the host is; `nil` for a name that none has.
    func unit(ofProcess process: String) -> Unit? {
        if components.contains(where: { $0.component.name == process }) {
            return .component(host: name, name: process)
        }
        return instances.first { $0.name == process }.map {
            .instance(host: name, service: $0.service.name, index: $0.index)
        }
    }

    /// What a process is doing; `nil` where it was never started or there is none.
    func state(ofProcess process: String) -> UnitStatus.State? {
        components.first { $0.component.name == process }?.state
            ?? instances.first { $0.name == process }?.state
    }

    /// Writes down what a process is doing, and since when, where that is new.
    func setState(_ state: UnitStatus.State, ofProcess process: String, since moment: Instant) {
        guard self.state(ofProcess: process) != state else { return }
        if let index = components.firstIndex(where: { $0.component.name == process }) {
            components[index].state = state
            components[index].since = moment
        } else if let index = instances.firstIndex(where: { $0.name == process }) {
            instances[index].state = state
            instances[index].since = moment
        }
    }

    /// How often a process was started.
    func starts(ofProcess process: String) -> Int {
        components.first { $0.component.name == process }?.starts
            ?? instances.first { $0.name == process }?.starts ?? 0
    }

    /// The names of the processes that there were, in the order they were started first.
    var processes: [String] {
        components.filter { $0.state != nil }.map(\.component.name) + instances.map(\.name)
    }

    /// The discovery agent that the host runs.
    var discovery: ComponentRun? { components.first { $0.component.role == .discovery } }
}

extension UnitStatus.State {
    /// Whether there is a process, frozen or not.
    var isAlive: Bool {
        switch self {
        case .running, .paused: true
        case .exited, .signaled: false
        }
    }
}
