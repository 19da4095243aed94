/// One direction of one wire: the conditions as integers, and what a packet leaves behind in it.
struct LinkStage: Sendable {
    /// Bytes that wait for the wire before more are dropped: 1,000 full frames, netem's default limit.
    static let queueLimit: Int64 = 1_000 * 1_514

    private var delay: Int64 = 0
    private var jitter: Int64 = 0
    private var loss = Probability.zero
    private var correlation = Probability.zero
    private var duplicate = Probability.zero
    private var reorder = Probability.zero
    private var corrupt = Probability.zero
    private var bitsPerSecond: UInt64 = 0
    private var isClean = true

    /// When the latest packet entered, and for how long the wire was busy from then on.
    private var lastEntry: Int64 = 0
    private var backlog: Int64 = 0
    private var lastWasLost = false
    private var random: RandomStream

    /// Whether one packet may fare otherwise than the next.
    var tellsPacketsApart: Bool { !isClean || jitter > 0 || bitsPerSecond > 0 }

    init(conditions: LinkConditions, random: RandomStream) {
        self.random = random
        apply(conditions)
    }

    /// Puts other conditions in place; the queue and the random stream go on.
    mutating func apply(_ conditions: LinkConditions) {
        delay = conditions.delay?.nanoseconds ?? 0
        jitter = conditions.jitter?.nanoseconds ?? 0
        loss = conditions.loss ?? .zero
        correlation = conditions.correlation ?? .zero
        duplicate = conditions.duplicate ?? .zero
        reorder = conditions.reorder ?? .zero
        corrupt = conditions.corrupt ?? .zero
        let rate = conditions.rate?.bitsPerSecond ?? 0
        if rate != bitsPerSecond { backlog = 0 }
        bitsPerSecond = rate
        isClean =
            loss == .zero && duplicate == .zero && reorder == .zero && corrupt == .zero
        lastWasLost = lastWasLost && loss != .zero
    }

    /// When a packet that enters now leaves; `nil` for never.
    mutating func pass(bytes: Int, at entry: Int64, corrupted: inout Bool, copy: inout Int64?)
        -> Int64?
    {
        if !isClean {
            if isLost() { return nil }
            if random.happens(corrupt) { corrupted = true }
        }
        guard let sent = transmit(bytes: bytes, at: entry) else { return nil }
        if !isClean {
            if random.happens(duplicate) { copy = sent + spread() }
            if random.happens(reorder) { return sent }
        }
        return sent + spread()
    }

    /// The fate of the packet before with the correlation's probability, else a new draw, so that
    /// the share of lost packets stays what was asked for.
    private mutating func isLost() -> Bool {
        if correlation == .zero || !random.happens(correlation) {
            lastWasLost = random.happens(loss)
        }
        return lastWasLost
    }

    /// When a packet is through the wire and its queue; `nil` where the queue is full.
    ///
    /// Packets are asked about when they are sent, so one from far away is known before one from
    /// near that enters earlier; the later one must not hold the earlier one up.
    private mutating func transmit(bytes: Int, at entry: Int64) -> Int64? {
        guard bitsPerSecond > 0 else { return entry }
        let duration = Int64(UInt64(bytes) * 8_000_000_000 / bitsPerSecond)
        guard entry >= lastEntry else {
            backlog += duration
            return entry + duration
        }
        backlog = max(0, backlog - (entry - lastEntry))
        lastEntry = entry
        guard Self.isWithinQueue(waiting: backlog, bitsPerSecond) else { return nil }
        backlog += duration
        return entry + backlog
    }

    /// Whether the bytes that go out during a wait fit the queue.
    private static func isWithinQueue(waiting: Int64, _ bitsPerSecond: UInt64) -> Bool {
        let (bits, overflow) = UInt64(waiting / 1_000).multipliedReportingOverflow(
            by: bitsPerSecond)
        return !overflow && bits / 8_000_000 <= UInt64(queueLimit)
    }

    private mutating func spread() -> Int64 {
        guard jitter > 0 else { return delay }
        let offset = Int64(random.next(below: UInt64(2 * jitter + 1))) - jitter
        return max(0, delay + offset)
    }
}
