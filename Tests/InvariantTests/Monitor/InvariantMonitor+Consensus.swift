import LabConsensus
import LabNetwork
import LabPrograms

extension InvariantMonitor {
    /// Every how many commands the whole state is compared, which takes its time.
    private static let stateInterval: UInt64 = 8

    /// Looks at what an event has changed in an agent.
    func examineAgent(_ place: Int) {
        _ = world.withProgram(of: runs[place].process, as: DiscoveryAgent.self) { agent, _ in
            if runs[place].mark == nil { runs[place].isServer = agent.consensusRole != nil }
            if runs[place].isServer || agent.consensusRole != nil {
                runs[place].isServer = true
                examineConsensus(&agent, place)
                if agent.lastAppliedIndex != runs[place].lastApplied {
                    runs[place].lastApplied = agent.lastAppliedIndex
                    examineStore(&agent, place)
                }
            }
            let digest = agent.memberViewsDigest
            if digest != runs[place].viewsDigest {
                runs[place].viewsDigest = digest
                examineViews(&agent, place)
            }
        }
    }

    private func examineConsensus(_ agent: inout DiscoveryAgent, _ place: Int) {
        let mark = AgentRun.ConsensusMark(
            role: agent.consensusRole, term: agent.term, vote: agent.vote,
            isDurable: agent.hasDurableBallot, commitIndex: agent.commitIndex,
            votes: agent.countedVotes.count, isEstablished: agent.isEstablishedAsLeader)
        guard mark != runs[place].mark else { return }
        let before = runs[place].mark
        runs[place].mark = mark
        let now = lab.now
        let host = runs[place].host
        monotony.shows(
            host, run: runs[place].process.rawValue, term: mark.term, isDurable: mark.isDurable,
            commitIndex: mark.commitIndex, at: now, &report)
        examineVotes(&agent, mark)
        takeCommitted(&agent, place)
        if mark.role == .leader {
            electionSafety.leads(host, term: mark.term, at: now, &report)
            if before?.role != .leader || before?.term != mark.term {
                leaderCompleteness.elected(
                    host, term: mark.term, snapshot: agent.snapshotIndex, at: now, &report
                ) { agent.entryDigest(at: $0) }
            }
        }
        if !mark.isEstablished {
            runs[place].establishedAt = nil
        } else if runs[place].establishedAt == nil {
            runs[place].establishedAt = now
            if mark.term >= newestTerm {
                newestTerm = mark.term
                checkDurability(&agent, place)
            }
        }
    }

    private func examineVotes(_ agent: inout DiscoveryAgent, _ mark: AgentRun.ConsensusMark) {
        guard let id = ServerID(agent.nodeID) else { return }
        singleVote.remembers(id, term: mark.term, vote: mark.vote, at: lab.now, &report)
        for voter in agent.countedVotes {
            singleVote.counts(id, voteOf: voter, term: mark.term, at: lab.now, &report)
        }
    }

    private func takeCommitted(_ agent: inout DiscoveryAgent, _ place: Int) {
        let last = agent.commitIndex
        while runs[place].committed < last {
            runs[place].committed += 1
            let index = runs[place].committed
            guard let digest = agent.entryDigest(at: index) else { continue }
            leaderCompleteness.committed(digest, at: index)
            stateMachineSafety.has(
                runs[place].host, .entry, digest, at: index, at: lab.now, &report)
        }
    }

    /// Compares what was applied, and takes over what the catalog says now.
    private func examineStore(_ agent: inout DiscoveryAgent, _ place: Int) {
        let applied = agent.lastAppliedEntry
        guard applied.index != runs[place].applied else { return }
        runs[place].applied = applied.index
        let host = runs[place].host
        let now = lab.now
        stateMachineSafety.has(
            host, .command, applied.digest, at: applied.index, at: now, &report)
        if applied.index % Self.stateInterval == 0 {
            stateMachineSafety.has(
                host, .state, agent.stateHash, at: applied.index, at: now, &report)
        }
        runs[place].history.update(agent.catalogInstances, at: now)
        let index = agent.keyValue(WriterProgram.sharedKey)?.modifyIndex ?? 0
        if index != runs[place].shared.index { runs[place].shared = (index, now) }
    }

    /// Makes sure that a leader knows what was acknowledged.
    func checkDurability(_ agent: inout DiscoveryAgent, _ place: Int) {
        let nodes = Set(agent.catalogNodes.map(\.name))
        durability.leads(runs[place].host, at: lab.now, &report) { fact in
            switch fact {
            case .value(let key, let value):
                agent.keyValue(key).map { $0.value == Array(value.utf8) } ?? false
            case .node(let name): nodes.contains(name)
            }
        }
    }
}
