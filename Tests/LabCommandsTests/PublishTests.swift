import Foundation
import Testing

@testable import LabCommands

@Suite struct PublishTests {
    @Test func aPortLeadsToAPortOfAHost() {
        let publication = PortPublication(argument: "8080:host-3:80")
        #expect(publication?.address == "127.0.0.1")
        #expect(publication?.port == 8080)
        #expect(publication?.host == "host-3")
        #expect(publication?.hostPort == 80)
        #expect(publication?.words == "127.0.0.1:8080 → host-3:80")
        #expect(PortPublication(argument: "0.0.0.0:8080:host-3:80")?.address == "0.0.0.0")
    }

    @Test(arguments: [
        "", "8080", "8080:80", "8080:host-3", ":host-3:80", "8080::80", "8080:host-3:",
        "0:host-3:80", "8080:host-3:0", "65536:host-3:80", "8080:host-3:http", "-1:host-3:80",
        "nowhere:8080:host-3:80", "1.2.3.4:5:6:7:8",
    ])
    func whatLeadsNowhereIsNoPublication(_ text: String) {
        #expect(PortPublication(argument: text) == nil)
    }

    @Test func aPortThatIsInUseIsKnownBeforeAnythingStarts() async throws {
        // The system picks the port; a socket of ours holds it.
        let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(holder) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16 in
                guard bind(holder, address, size) == 0, listen(holder, 1) == 0,
                    getsockname(holder, address, &size) == 0
                else { return 0 }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        try #require(port > 0)
        let outcome = try await LabExecutable.run(
            "up", "three-node", "--publish", "\(port):host-3:80")
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors.hasPrefix("--publish: port \(port) of 127.0.0.1 is in use; take another")
        )
        #expect(try await LabExecutable.run("status").output == "no lab is up as 'default'\n")
    }
}
