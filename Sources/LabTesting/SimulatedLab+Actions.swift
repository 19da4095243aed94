import LabFiles
import LabModel
import LabNetwork

/// What a test does to a lab; every target is written as in the scenario language.
extension SimulatedLab {
    /// Starts an instance of a service on each of some hosts.
    public func start(
        service: String, on hosts: String..., count: Int? = nil,
        environment: [ServiceDefinition.Variable] = [],
        fileID: String = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        column: Int = #column
    ) throws {
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        let action = Action.start(
            targets: [.name(service)], on: try parse(hosts, at: place), count: count,
            environment: environment)
        try act(action, place)
    }

    /// Powers hosts on, or starts components and instances again.
    public func start(
        _ targets: String..., fileID: String = #fileID, filePath: StaticString = #filePath,
        line: Int = #line, column: Int = #column
    ) throws {
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        try act(
            .start(targets: parse(targets, at: place), on: [], count: nil, environment: []), place)
    }

    /// Ends in an orderly way, and waits for the end.
    public func stop(
        _ targets: String..., fileID: String = #fileID, filePath: StaticString = #filePath,
        line: Int = #line, column: Int = #column
    ) throws {
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        try act(.stop(targets: parse(targets, at: place), grace: nil), place)
    }

    /// Ends at once; a host loses power.
    public func kill(
        _ targets: String..., signal: String = "SIGKILL", fileID: String = #fileID,
        filePath: StaticString = #filePath, line: Int = #line, column: Int = #column
    ) throws {
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        try act(.kill(targets: parse(targets, at: place), signal: signal), place)
    }

    /// Stops and starts.
    public func restart(
        _ targets: String..., fileID: String = #fileID, filePath: StaticString = #filePath,
        line: Int = #line, column: Int = #column
    ) throws {
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        try act(.restart(targets: parse(targets, at: place), after: nil), place)
    }

    /// Keeps hosts of different groups from each other; hosts in no group form one more.
    public func partition(
        _ groups: [[String]], name: String? = nil, fileID: String = #fileID,
        filePath: StaticString = #filePath, line: Int = #line, column: Int = #column
    ) throws {
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        let groups = try groups.map { try parse($0, at: place) }
        try act(.inject(.partition(groups: groups), name: name, duration: nil), place)
    }

    /// Puts any fault in force.
    public func inject(
        _ fault: Fault, name: String? = nil, for duration: Interval? = nil,
        fileID: String = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        column: Int = #column
    ) throws {
        try act(
            .inject(fault, name: name, duration: duration),
            TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
    }

    /// Ends faults by their names, or all where there are none.
    public func heal(
        _ names: String..., fileID: String = #fileID, filePath: StaticString = #filePath,
        line: Int = #line, column: Int = #column
    ) throws {
        try act(
            .heal(names: names),
            TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
    }

    /// Lets time pass.
    public func wait(
        _ interval: Interval, fileID: String = #fileID, filePath: StaticString = #filePath,
        line: Int = #line, column: Int = #column
    ) throws {
        try act(
            .wait(interval),
            TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
    }

    /// Does anything that a step of the scenario language can.
    public func perform(
        _ action: Action, fileID: String = #fileID, filePath: StaticString = #filePath,
        line: Int = #line, column: Int = #column
    ) throws {
        try act(
            action, TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
    }

    private func act(_ action: Action, _ location: TestLocation) throws {
        try perform(Step(name: action.keyword, actions: [PlacedAction(action)]), at: location)
    }

    private func parse(_ targets: [String], at location: TestLocation) throws -> [Target] {
        try targets.map { text in
            do {
                return try Literal.target(text)
            } catch {
                let message = "\(error)"
                throw FailureRecorder.failure(message, report: message, at: location)
            }
        }
    }
}
