import LabNetwork
import LabProgram

// How an agent goes: in an orderly way, or not at all (spec 5.5).
extension DiscoveryAgent {
    /// How long a server waits for its removal from the consensus (Consul's
    /// `raftRemoveGracePeriod`).
    private static let removalPatience = Interval.seconds(5)
    /// How long the interfaces stay open after everything else is shut down.
    private static let farewell = Interval.milliseconds(500)

    /// Reacts to SIGTERM: leaves, or just stops and is missed later.
    mutating func stop(on system: inout some System) {
        if configuration.leaveOnTerminate {
            beginLeaving(for: nil, on: &system)
        } else {
            system.log(.info, "agent: Graceful shutdown disabled. Exiting")
            shutDown(on: &system)
        }
    }

    /// Leaves the cluster in an orderly way, then ends the program; a second call does nothing.
    public mutating func leave(on system: inout some System) {
        beginLeaving(for: nil, on: &system)
        settle(on: &system)
    }

    /// Begins to leave; a second call does nothing.
    ///
    /// - Parameter exchange: who is answered once it has left.
    mutating func beginLeaving(for exchange: ExchangeID?, on system: inout some System) {
        guard phase == .running else { return }
        phase = .leaving
        departure.exchange = exchange
        system.noteChange()
        let name = isServer ? "server" : "client"
        system.log(.info, "agent.\(name): \(name) starting leave")
        for item in held.takeAll(on: &system) { hold(item, on: &system) }
        guard isServer else { return leaveLAN(on: &system) }
        let isAlone = (raft?.servers.servers.count ?? 0) < 2
        departure.wasLeader = isLeader
        if isLeader, !isAlone {
            departure.stage = .consensus
            changeServers(.remove(identity.id), on: &system)
            wait(DiscoveryAgent.removalPatience, on: &system)
        } else {
            leaveWAN(on: &system)
        }
    }

    /// Goes on where the leave waited for a time, or for the end of the own leadership.
    mutating func continueLeaving(on system: inout some System) {
        switch departure.stage {
        case .consensus: leaveWAN(on: &system)
        case .drain:
            departure.stage = .removal
            awaitRemoval(on: &system)
        case .removal, .exit: shutDown(on: &system)
        case .none, .wan, .lan: break
        }
    }

    private mutating func leaveWAN(on system: inout some System) {
        if let timer = departure.timer { system.cancelTimer(timer) }
        departure.stage = .wan
        guard wan != nil else { return leaveLAN(on: &system) }
        wan?.leave(on: &system)
        gossipIsDirty = true
    }

    private mutating func leaveLAN(on system: inout some System) {
        departure.stage = .lan
        guard lan != nil else { return shutDown(on: &system) }
        lan?.leave(on: &system)
        gossipIsDirty = true
    }

    /// Goes on once a pool has heard of the leave.
    mutating func poolLeft(isWAN: Bool, on system: inout some System) {
        switch (departure.stage, isWAN) {
        case (.wan, true): leaveLAN(on: &system)
        case (.lan, false):
            if isServer {
                departure.stage = .drain
                system.log(
                    .info,
                    "agent.server: Waiting to drain RPC traffic: "
                        + "drain_time=\(configuration.leaveDrainTime)")
                wait(configuration.leaveDrainTime, on: &system)
            } else {
                finishLeaving(on: &system)
            }
        default: break
        }
    }

    /// Waits until the leader has removed this server; one that led has removed itself.
    private mutating func awaitRemoval(on system: inout some System) {
        let isMember = raft?.servers[identity.id] != nil
        let isAlone = (raft?.servers.servers.count ?? 0) < 2
        if departure.wasLeader || isAlone || !isMember {
            finishLeaving(on: &system)
        } else {
            wait(DiscoveryAgent.removalPatience, on: &system)
        }
    }

    private mutating func wait(_ time: Interval, on system: inout some System) {
        if let timer = departure.timer { system.cancelTimer(timer) }
        departure.timer = setTimer(.leave, after: time, on: &system)
    }

    private mutating func finishLeaving(on system: inout some System) {
        departure.stage = .exit
        system.log(.info, "agent: Requesting shutdown")
        if let exchange = departure.exchange { system.respond(.empty(), to: exchange) }
        wait(DiscoveryAgent.farewell, on: &system)
    }

    private mutating func shutDown(on system: inout some System) {
        phase = .stopped
        let name = isServer ? "server" : "client"
        system.log(.info, "agent.\(name): shutting down \(name)")
        system.log(.info, "agent: shutdown complete")
        system.log(.info, "agent: Exit code: code=0")
        system.exit(code: 0)
    }

    /// Goes on with a leave that waited for the end of the own leadership.
    mutating func leadershipEnded(on system: inout some System) {
        if departure.stage == .consensus { leaveWAN(on: &system) }
    }
}
