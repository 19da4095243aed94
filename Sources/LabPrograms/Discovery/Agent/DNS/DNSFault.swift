import LabNetwork

/// A lie that a discovery agent's DNS interface is made to tell.
public struct DNSFault: Hashable, Sendable {
    /// What is answered in place of the truth.
    public enum Answer: String, Sendable, CaseIterable {
        /// The name does not exist.
        case nameError = "NXDOMAIN"
        /// The server could not find out.
        case serverFailure = "SERVFAIL"
        /// The name exists, without such a record.
        case empty = "EMPTY"
        /// Nothing.
        case drop = "DROP"
        /// An empty answer that says that it was cut.
        case truncate = "TRUNCATE"
    }

    /// The names that are lied about.
    public enum Names: Hashable, Sendable {
        /// Every name.
        case all
        /// One name, with or without its final dot, without regard to case.
        case exactly(String)
        /// Names in which a regular expression matches somewhere.
        case matching(String)

        /// Whether a name, written without its final dot, is among them.
        func contains(_ name: String) -> Bool {
            switch self {
            case .all: true
            case .exactly(let whole):
                name.equalsIgnoringCase(whole.hasSuffix(".") ? whole.dropLast() : whole[...])
            case .matching(let expression):
                (try? Regex(expression)).map { name.contains($0) } ?? false
            }
        }
    }

    /// What is answered; `nil` for the truth, where only a delay is asked for.
    public var answer: Answer?
    /// How long each answer is held back.
    public var delay: Interval
    /// The names that are lied about.
    public var names: Names

    /// Makes a fault.
    public init(answer: Answer?, delay: Interval = .zero, names: Names = .all) {
        self.answer = answer
        self.delay = delay
        self.names = names
    }
}
