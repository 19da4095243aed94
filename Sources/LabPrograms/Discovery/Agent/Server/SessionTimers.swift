import LabProgram

/// The timers of the sessions that end when nobody renews them; the leader alone has them.
struct SessionTimers {
    private var numbers: [String: UInt64] = [:]
    private var timers: [UInt64: (session: String, timer: TimerID)] = [:]
    private var next: UInt64 = 1

    /// A number for the timer of a session, and the timer that it had.
    mutating func begin(_ session: String) -> (number: UInt64, former: TimerID?) {
        let former = end(session)
        defer { next += 1 }
        numbers[session] = next
        return (next, former)
    }

    /// Keeps the timer of a number.
    mutating func keep(_ timer: TimerID, number: UInt64, of session: String) {
        timers[number] = (session, timer)
    }

    /// Forgets a session.
    ///
    /// - Returns: its timer, which is to be cancelled.
    mutating func end(_ session: String) -> TimerID? {
        guard let number = numbers.removeValue(forKey: session) else { return nil }
        return timers.removeValue(forKey: number)?.timer
    }

    /// The session whose timer ran out; it is forgotten.
    mutating func expire(_ number: UInt64) -> String? {
        guard let entry = timers.removeValue(forKey: number) else { return nil }
        numbers[entry.session] = nil
        return entry.session
    }

    /// Makes sure that no timer runs out any more.
    func cancelAll(on system: inout some System) {
        for number in timers.keys.sorted() {
            if let entry = timers[number] { system.cancelTimer(entry.timer) }
        }
    }
}
