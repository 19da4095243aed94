import LabNetwork

extension Membership {
    func member(at index: Int) -> Member {
        let record = nodes.records[index]
        return Member(
            name: nodes.name(of: index), address: record.address, port: record.port,
            tags: nodes.tags(of: index), status: record.status ?? .failed,
            incarnation: record.incarnation)
    }

    /// All members that are remembered, this agent first, the others in the order they were heard
    /// of.
    public var members: [Member] {
        nodes.records.indices.filter { nodes.records[$0].status != nil }.map(member(at:))
    }

    /// The member of a name.
    public func member(named name: String) -> Member? {
        guard let index = nodes.find(NodeKey(name: name)), nodes.records[index].status != nil
        else { return nil }
        return member(at: index)
    }

    /// How many members are remembered, this agent included.
    public var memberCount: Int { nodes.count }

    /// How many of them have failed.
    public var failedCount: Int { failed.count }

    /// How many of them have left.
    public var leftCount: Int { left.count }

    /// How many members are alive or are leaving.
    public var aliveCount: Int { nodes.count - failed.count - left.count }

    /// What the failure detector believes of all members, in the order of `members`.
    public var views: [MemberView] {
        nodes.records.indices.compactMap { view(at: $0) }
    }

    /// What the failure detector believes of the member of a name.
    public func view(of name: String) -> MemberView? {
        nodes.find(NodeKey(name: name)).flatMap { view(at: $0) }
    }

    private func view(at index: Int) -> MemberView? {
        let record = nodes.records[index]
        guard let status = record.status else { return nil }
        return MemberView(
            name: nodes.name(of: index), state: record.state, status: status,
            incarnation: record.incarnation)
    }

    /// Equal for two agents that show the same members with the same statuses, at almost no cost.
    public var viewDigest: UInt64 { digest }

    /// Changes with everything that `views` shows.
    ///
    /// - Complexity: O(members), without an allocation.
    public var viewsDigest: UInt64 {
        var sum: UInt64 = 0
        for record in nodes.records {
            let belief = UInt64(record.incarnation) << 8 | UInt64(record.state.rawValue) << 4
            let mark = record.key.bits ^ belief ^ UInt64(record.status?.rawValue ?? 0)
            sum = (sum ^ mark) &* 0x9e37_79b9_7f4a_7c15
        }
        return sum
    }

    /// This agent's own incarnation.
    public var incarnation: UInt32 { ownIncarnation }

    /// This agent's health score, from 0, healthy, to 7 (Lifeguard; `health_score` in Consul).
    public var healthScore: Int { awareness.score }

    /// The Lamport time of joins and leaves (`member_time` in Consul).
    public var memberTime: UInt64 { UInt64(clock.time) }

    /// How many intents wait to be sent (`intent_queue` in Consul).
    public var intentQueueLength: Int { intents.count }

    /// Whether the agent takes part in the pool and has not begun to leave.
    public var isRunning: Bool { phase == .running }
}
