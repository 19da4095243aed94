import LabNetwork

/// One part of a scenario: actions, then what must come to hold.
public struct Step: Hashable, Sendable {
    /// What a failed check means.
    public enum Level: String, Sendable {
        case error, warning
    }
    /// What happens after a failed step.
    public enum OnFailure: String, Sendable {
        case stop
        case proceed = "continue"
    }

    /// The step's name; "step 3" where it has none.
    public var name: String
    /// What is done, in order.
    public var actions: [PlacedAction]
    /// What must hold all through the actions and the expectations.
    public var during: [PlacedCheck]
    /// What must come to hold.
    public var expect: [PlacedCheck]
    /// The deadline, from the step's beginning.
    public var within: Interval
    /// The pace of retries; `nil` for the backend's own.
    public var every: Interval?
    /// How long the expectations must keep holding.
    public var stable: Interval?
    /// The name under which the time it took is kept.
    public var measure: String?
    /// Whether a failed check fails the scenario.
    public var level: Level
    /// Why the step is left out, if it is.
    public var skip: String?
    /// What happens after a failed step.
    public var onFailure: OnFailure
    /// Where the file has it.
    public var location: SourceLocation?

    /// Makes a step.
    public init(
        name: String, actions: [PlacedAction] = [], during: [PlacedCheck] = [],
        expect: [PlacedCheck] = [], within: Interval = .seconds(10), every: Interval? = nil,
        stable: Interval? = nil, measure: String? = nil, level: Level = .error,
        skip: String? = nil, onFailure: OnFailure = .stop, location: SourceLocation? = nil
    ) {
        self.name = name
        self.actions = actions
        self.during = during
        self.expect = expect
        self.within = within
        self.every = every
        self.stable = stable
        self.measure = measure
        self.level = level
        self.skip = skip
        self.onFailure = onFailure
        self.location = location
    }
}

/// An action with its place in the file.
public struct PlacedAction: Hashable, Sendable {
    /// The action.
    public var action: Action
    /// Where its key stands.
    public var location: SourceLocation?

    /// Makes a placed action.
    public init(_ action: Action, at location: SourceLocation? = nil) {
        self.action = action
        self.location = location
    }
}

/// A check with its place in the file.
public struct PlacedCheck: Hashable, Sendable {
    /// The check.
    public var check: Check
    /// Where its key stands.
    public var location: SourceLocation?

    /// Makes a placed check.
    public init(_ check: Check, at location: SourceLocation? = nil) {
        self.check = check
        self.location = location
    }
}
