/// The last user events that an agent saw, the newest of them last.
struct UserEventBuffer {
    private var events: [UserEvent] = []
    private var lamportTime: UInt64 = 1

    /// Adds an event; the oldest makes room.
    mutating func add(_ event: UserEvent) {
        var event = event
        lamportTime += 1
        event.lamportTime = lamportTime
        if events.count == UserEvent.bufferSize { events.removeFirst() }
        events.append(event)
    }

    /// The events of a name; all where it is empty.
    func events(ofName name: String) -> [UserEvent] {
        name.isEmpty ? events : events.filter { $0.name == name }
    }

    /// The index of a list of events, never 0.
    func index(ofName name: String) -> UInt64 {
        max(events.last { name.isEmpty || $0.name == name }?.index ?? 1, 1)
    }
}
