import Glibc
import LabLibvirt

/// Measures the ways of frames between computers: with everything else in one stream, or through WireGuard.
///
/// usage: relay-benchmark AGENT [COMMAND…]
///
/// AGENT is a `lab-agent`, COMMAND what runs a program on the other computer, such as
/// `ip netns exec other`, and `SSH_CONNECTION` says where that is, as under ssh. The stream is a pipe
/// here: ssh's encryption is not in its figures. Exits with 1 where frames do not travel through
/// WireGuard, or can be read.
@main
enum RelayBenchmark {
    private static let marker = Array("a frame that nobody else should read".utf8)

    static func main() {
        do {
            try run()
        } catch {
            print("relay-benchmark: \(error)")
            exit(1)
        }
    }

    private static func run() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == "--echo", let ports = ports(words) { return try echo(ports) }
        guard let agent = words.first else {
            print("usage: relay-benchmark AGENT [COMMAND…]")
            exit(2)
        }
        let prefix = Array(words.dropFirst())
        let stream = try measure(agent, prefix, wireGuard: false)
        let tunnel = try measure(agent, prefix, wireGuard: true)
        let trip = (tunnel.roundTrip / stream.roundTrip).rounded(2)
        let flow = (tunnel.megabits / stream.megabits).rounded(2)
        print("WireGuard/stream: round trip \(trip), throughput \(flow)")
    }

    private static func measure(
        _ agent: String, _ prefix: [String], wireGuard: Bool
    ) throws -> (roundTrip: Double, megabits: Double) {
        let command = prefix + [agent, "relay"]
        let client = try RelayClient(
            RelayProcess(command, path: command[0], computer: "the other computer"))
        defer { client.close() }
        if wireGuard { try openTunnel(client) }
        let wire = try client.openWire()
        let (near, far) = ("\(wire.ports.near)", "\(wire.ports.far)")
        let echo = prefix + [CommandLine.arguments[0], "--echo", near, far]
        let machine = try RelayProcess(echo, path: echo[0], computer: "the machine")
        defer { machine.end() }
        let frames = Frames(wire.end.descriptor)
        guard frames.isAnswered(within: 10) else { throw Failure("no frame came back") }
        let listener = try wireGuard ? Eavesdropper() : nil
        // One that is in the clear shows that those in the clear are heard.
        if let listener { try listener.speak(marker) }
        let frame = marker + [UInt8](repeating: 0, count: 1_000)
        let roundTrip = try frames.roundTrip(of: frame, count: 50)
        if let listener {
            let heard = listener.heard(marker)
            print(
                "on the way: \(heard.packets) packets, \(heard.readable) readable with the one "
                    + "that was sent in the clear")
            guard heard.packets > 100, heard.readable == 1 else { throw Failure("not encrypted") }
        }
        let megabits = frames.throughput(seconds: 3)
        let name = wireGuard ? "WireGuard" : "stream"
        print(
            "\(name): round trip \((roundTrip * 1e6).rounded(0)) µs, "
                + "\(megabits.rounded(0)) Mbit/s there and back")
        return (roundTrip, megabits)
    }

    private static func openTunnel(_ client: RelayClient) throws {
        try client.openTunnel()
        for _ in 0..<500 where !client.usesWireGuard { usleep(10_000) }
        guard client.usesWireGuard else { throw Failure("WireGuard does not answer") }
    }

    // MARK: - The machine

    private static func ports(_ words: [String]) -> (near: UInt16, far: UInt16)? {
        guard words.count == 3, let near = UInt16(words[1]), let far = UInt16(words[2]) else {
            return nil
        }
        return (near, far)
    }

    /// Gives back every frame, until the input ends.
    private static func echo(_ ports: (near: UInt16, far: UInt16)) throws {
        let machine = try EchoSocket(near: ports.near, far: ports.far)
        machine.serve(until: 0)
    }
}

/// What did not happen.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Double {
    /// The number with so many digits after the point.
    fileprivate func rounded(_ digits: Int) -> String {
        let scale = pow(10, Double(digits))
        let value = (self * scale).rounded() / scale
        return digits == 0 ? "\(Int(value))" : "\(value)"
    }
}
