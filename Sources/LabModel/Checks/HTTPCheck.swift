import LabNetwork

/// One HTTP request, and what the answer must be.
public struct HTTPCheck: Hashable, Sendable {
    /// A header field to send, or one that the answer must have.
    public struct Header<Value: Hashable & Sendable>: Hashable, Sendable {
        /// The field's name.
        public var name: String
        /// Its value, or what it must be.
        public var value: Value

        /// Makes a field.
        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// A value inside a JSON answer.
    public struct JSONValue: Hashable, Sendable {
        /// The way to it: keys and indexes, as in `Config.Datacenter` or `[0].Node.Address`.
        public var path: String
        /// What it must be: a scalar, or a pattern or bound written as text.
        public var value: Setting

        /// Makes an expectation.
        public init(path: String, value: Setting) {
            self.path = path
            self.value = value
        }
    }

    /// The address of the resource.
    public var url: String
    /// The host that asks; the first one that is up where there is none.
    public var from: Target?
    /// The method, in capitals.
    public var method: String
    /// The header fields to send.
    public var headers: [Header<String>]
    /// The body to send.
    public var body: String?
    /// The status the answer must have; with no expectation at all, 200 to 399.
    public var status: Bound?
    /// What the answer's body must contain or match.
    public var contains: [TextPattern]
    /// What the JSON in the answer's body must hold.
    public var json: [JSONValue]
    /// Header fields that the answer must have.
    public var header: [Header<TextPattern>]
    /// How long the answer may take.
    public var latency: Bound?
    /// How long is waited for the answer; the deadline alone where it is not said.
    public var timeout: Interval?

    /// Makes a check of a GET request.
    public init(url: String, method: String = "GET") {
        self.url = url
        self.method = method
        headers = []
        contains = []
        json = []
        header = []
    }
}
