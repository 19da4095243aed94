/// Reads the names of signals.
enum SignalName {
    /// Names with their numbers on Linux (signal(7)).
    private static let numbers: [(name: String, number: Int)] = [
        ("SIGHUP", 1), ("SIGINT", 2), ("SIGQUIT", 3), ("SIGILL", 4), ("SIGTRAP", 5),
        ("SIGABRT", 6), ("SIGBUS", 7), ("SIGFPE", 8), ("SIGKILL", 9), ("SIGUSR1", 10),
        ("SIGSEGV", 11), ("SIGUSR2", 12), ("SIGPIPE", 13), ("SIGALRM", 14), ("SIGTERM", 15),
        ("SIGCHLD", 17), ("SIGCONT", 18), ("SIGSTOP", 19), ("SIGTSTP", 20), ("SIGTTIN", 21),
        ("SIGTTOU", 22), ("SIGURG", 23), ("SIGXCPU", 24), ("SIGXFSZ", 25), ("SIGVTALRM", 26),
        ("SIGPROF", 27), ("SIGWINCH", 28), ("SIGIO", 29), ("SIGPWR", 30), ("SIGSYS", 31),
    ]

    /// The full name of a signal, which may be written as `SIGTERM`, `TERM` or `15`.
    static func parse(_ text: String) throws(LiteralError) -> String {
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? upper : "SIG" + upper
        if let known = numbers.first(where: { $0.name == name || "\($0.number)" == text }) {
            return known.name
        }
        let near = Spelling.nearest(to: name, among: numbers.map(\.name))
        throw LiteralError(
            "unknown signal '\(text)'", suggestion: near.map { "did you mean '\($0)'?" })
    }
}
