import LabNetwork

/// How a stream of requests has gone.
///
/// A request is a success when an answer with a status below 500 came in time. An outage runs
/// from the end of the last success before a failure to the end of the next one.
public struct TrafficStatistics: Hashable, Codable, Sendable {
    /// Requests that have ended.
    public var requests = 0
    /// Those among them that failed.
    public var errors = 0
    /// The longest time without a success, the one still going on included.
    public var longestOutage = Interval.zero
    /// The times of the answers, in microseconds, by the upper edge of a bucket of 1/16 octave.
    public var latencies: [UInt32: Int] = [:]
    /// How many answers each instance gave, by the id in `Hello World from <id>`, sorted by id.
    public var answersByInstance: [Answered] = []

    /// How many answers one instance gave.
    public struct Answered: Hashable, Codable, Sendable {
        /// The instance's id.
        public var id: String
        /// How many.
        public var count: Int

        /// Makes a count.
        public init(id: String, count: Int) {
            self.id = id
            self.count = count
        }
    }

    /// Makes the statistics of a stream that has not begun.
    public init() {}
}
