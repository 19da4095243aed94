import LabModel
import LabNetwork
import LabPrograms

/// What must be so before a component on a host counts as ready.
public struct ReadinessTest: Hashable, Sendable {
    /// What is asked from the host, again and again.
    public var request: ProbeRequest
    /// The status that an HTTP answer must have; 200 to 399 where it is not said.
    public var status: Bound?
    /// What an HTTP answer's body must be or hold.
    public var body: TextPattern?
    /// How long it may take.
    public var within: Interval
    /// What to look at when it takes longer.
    public var hint: String?

    /// Makes a test.
    public init(
        request: ProbeRequest, status: Bound? = nil, body: TextPattern? = nil,
        within: Interval = .seconds(30), hint: String? = nil
    ) {
        self.request = request
        self.status = status
        self.body = body
        self.within = within
        self.hint = hint
    }
}
