import LabNetwork

/// The servers that one kind of requests goes to, and how they have done so far.
struct Upstream {
    /// The upstream's name: that of its service.
    let name: String
    private var primaries: ServerGroup
    private var backups: ServerGroup

    /// Makes an upstream of servers that have not failed.
    init(name: String, _ servers: [BalancerServer], rules: ServerGroup.Rules = .init()) {
        self.name = name
        var rules = rules
        // With a single server there is nowhere else to go, so its failures mean nothing (nginx,
        // `max_fails` and `fail_timeout` "are ignored").
        if servers.count == 1 { rules.maxFails = 0 }
        primaries = ServerGroup(servers.filter { !$0.isBackup }, rules: rules)
        backups = ServerGroup(servers.filter(\.isBackup), rules: rules)
    }

    /// How many servers there are.
    var count: Int { primaries.count + backups.count }

    /// Chooses a server and counts the request as open on it.
    ///
    /// - Parameter tried: the servers that have failed this request already.
    /// - Returns: the server's index; `nil` where no server is left that is not taken out.
    mutating func choose(except tried: [Endpoint], at now: Instant) -> Int? {
        if let index = primaries.choose(except: tried, at: now) { return index }
        return backups.choose(except: tried, at: now).map { $0 + primaries.count }
    }

    /// Where the server of an index is.
    func endpoint(_ index: Int) -> Endpoint {
        index < primaries.count
            ? primaries.endpoint(index) : backups.endpoint(index - primaries.count)
    }

    /// Counts a request as over, without a word on how the server did.
    mutating func release(_ index: Int) {
        if index < primaries.count {
            primaries.release(index)
        } else {
            backups.release(index - primaries.count)
        }
    }

    /// Counts a request as answered: a server that was on trial is available again.
    mutating func succeed(_ index: Int) {
        if index < primaries.count {
            primaries.succeed(index)
        } else {
            backups.succeed(index - primaries.count)
        }
    }

    /// Counts a request as failed.
    ///
    /// - Returns: whether the server is taken out.
    mutating func fail(_ index: Int, at now: Instant) -> Bool {
        index < primaries.count
            ? primaries.fail(index, at: now) : backups.fail(index - primaries.count, at: now)
    }
}
