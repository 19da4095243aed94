import LabHost
import LabModel
import LabPrograms
import LabRunner

/// Somebody who is connected to the control socket.
final class ControlClient {
    /// Its number in the lab; no other client ever has it.
    let number: Int
    let socket: FrameSocket
    /// Whether it speaks the same version and has been told of the lab.
    var isGreeted = false
    /// Whether the lab ends with it.
    var holdsLease: Bool
    /// The units whose log lines it wants; `nil` for none.
    var followed: [Unit]?
    /// The commands that it runs, by its own number.
    var commands: [UInt32: HostStream] = [:]
    /// Whether its commands are told to wait because it does not read.
    var isHeld = false
    /// What it has asked hosts, by its own number.
    var probes: [ProbeID: UInt64] = [:]
    var token: PollLoop.Token?

    init(number: Int, descriptor: Int32, holdsLease: Bool) {
        self.number = number
        self.holdsLease = holdsLease
        socket = FrameSocket(descriptor)
    }

    /// Says something to the client.
    func send(_ message: some Encodable) {
        guard let frame = try? Frame.message(encoding: message) else { return }
        socket.send(frame)
    }
}
