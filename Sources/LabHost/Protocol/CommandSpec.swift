import LabModel

/// A command that somebody runs in a host.
public struct CommandSpec: Hashable, Codable, Sendable {
    /// A terminal's size.
    public struct Terminal: Hashable, Codable, Sendable {
        /// The rows.
        public var rows: Int
        /// The columns.
        public var columns: Int

        /// Makes a size.
        public init(rows: Int, columns: Int) {
            self.rows = rows
            self.columns = columns
        }
    }

    /// The program, by path or by name in the host's `PATH`, and its arguments.
    public var command: [String]
    /// Variables that add to the host's environment, such as `TERM`.
    public var environment: [ServiceDefinition.Variable]
    /// The terminal that the command is given; `nil` for pipes.
    public var terminal: Terminal?

    /// Makes a command.
    public init(
        command: [String], environment: [ServiceDefinition.Variable] = [],
        terminal: Terminal? = nil
    ) {
        self.command = command
        self.environment = environment
        self.terminal = terminal
    }
}
