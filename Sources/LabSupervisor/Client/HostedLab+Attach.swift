import CLinux
import Glibc
import LabHost
import LabModel
import LabNetwork
import LabRunner

/// Commands, logs and packets that a person looks at.
extension HostedLab {
    /// Runs a command in a host with this process's own input and output, until it ends.
    ///
    /// Where the command is given a terminal and this process has one, that is raw meanwhile.
    ///
    /// - Returns: its exit code.
    public func attach(_ command: CommandSpec, on host: String) throws(LabError) -> Int32 {
        let session = AttachedCommand(number: takeStream())
        attached = session
        defer { attached = nil }
        _ = try ask(.execute(session.number, command, host: host))
        let terminal = command.terminal == nil ? nil : RawTerminal()
        defer { terminal?.restore() }
        if terminal != nil { sendSize(session) }
        var readsInput = true
        while session.end == nil {
            try requireOpen()
            var entries = [
                pollfd(fd: socket.descriptor, events: socketEvents, revents: 0),
                pollfd(
                    fd: readsInput && socket.unsent < HostStream.crowd ? STDIN_FILENO : -1,
                    events: Int16(POLLIN), revents: 0),
                pollfd(fd: terminal?.resized ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: terminal?.ended ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&entries, nfds_t(entries.count), -1) > 0 else { continue }
            if entries[0].revents != 0 {
                socket.flush()
                socket.receive()
                takeFrames()
            }
            if entries[1].revents != 0, let bytes = session.readInput() {
                readsInput = !bytes.isEmpty
                if readsInput {
                    socket.send(.stream(session.number, bytes))
                } else {
                    tell(.endInput(session.number))
                }
            }
            if entries[2].revents != 0 {
                drain(entries[2].fd)
                sendSize(session)
            }
            if entries[3].revents != 0 || session.hasBrokenOutput { return 129 }
        }
        return try code(of: session)
    }

    private var socketEvents: Int16 { Int16(socket.unsent > 0 ? POLLIN | POLLOUT : POLLIN) }

    private func code(of session: AttachedCommand) throws(LabError) -> Int32 {
        guard let end = session.end else { return 0 }
        if let reason = end.reason { throw LabError(reason) }
        return end.code
    }

    private func sendSize(_ session: AttachedCommand) {
        guard let size = RawTerminal.size else { return }
        tell(.resize(session.number, rows: size.rows, columns: size.columns))
    }

    private func drain(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }

    /// How often somebody is asked whether to go on.
    private static let pace = Interval.milliseconds(100)

    /// Hands out log lines as they come, after the last `tail` of those there are, until told to stop.
    ///
    /// - Parameters:
    ///   - goesOn: asked now and then, also while no lines come.
    ///   - body: is given each line, and says whether to go on.
    public func followLog(
        of units: [Unit], tail: Int, while goesOn: () -> Bool = { true },
        _ body: (LogLine) -> Bool
    ) throws(LabError) {
        lines = []
        _ = try ask(.follow(units, tail: tail))
        defer {
            tell(.unfollow)
            lines = []
        }
        while true {
            let taken = lines
            lines = []
            for line in taken where !body(line) { return }
            guard goesOn() else { return }
            try requireOpen()
            receive(until: PollLoop.now + HostedLab.pace)
        }
    }

    /// Captures the packets on a host's link as pcapng into a descriptor until told to stop.
    ///
    /// - Parameters:
    ///   - network: the link; all of the host's where it is `nil`.
    ///   - descriptor: stays the caller's.
    /// - Returns: how many packets were written.
    public func capture(
        host: String, network: String?, to descriptor: Int32, _ goesOn: () -> Bool
    ) throws(LabError) -> Int {
        let number = takeStream()
        _ = try ask(.capture(number, host: host, network: network), passing: descriptor)
        while goesOn() {
            try requireOpen()
            receive(until: PollLoop.now + HostedLab.pace)
        }
        guard case .count(let count) = try ask(.endCapture(number)) else { return 0 }
        return count
    }
}
