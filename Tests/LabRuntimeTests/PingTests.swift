import Glibc
import LabNetwork
import LabProgram
import Testing

@testable import LabRuntime

@Suite struct PingTests {
    /// Whether this machine lets this process send echo requests.
    private static var isPermitted: Bool {
        guard let socket = try? InternetSocket.echo() else { return false }
        close(socket.descriptor)
        return true
    }

    @Test(.enabled(if: isPermitted, "this user may not open ICMP sockets"))
    func aHostAnswersAndNobodyDoesNot() async throws {
        let journal = Journal()
        let running = try await Running {
            Scripted("", journal) { event, system in
                guard case .started = event else { return }
                _ = system.ping(IPv4Address(127, 1, 2, 3), timeout: .seconds(20))
                _ = system.ping(IPv4Address(127, 255, 255, 255), timeout: .milliseconds(300))
            }
        }
        #expect(await journal.wait(for: "pong false"))
        #expect(journal.entries == ["started", "pong true", "pong false"])
        try await running.stop()
    }

    @Test func theChecksumIsThatOfTheInternet() {
        // RFC 1071, 3: 0001 + f203 + f4f5 + f6f7 = ddf2 in ones' complement.
        let sum: [UInt8] = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]
        #expect(EchoSocket.checksum(sum) == ~0xddf2)
    }
}
