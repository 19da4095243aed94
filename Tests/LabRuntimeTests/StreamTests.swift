import LabNetwork
import LabProgram
import LabRuntime
import Synchronization
import Testing

/// Connections under load, and at their ends.
@Suite struct StreamTests {
    private static let size = 8 << 20

    /// A program that sends everything back.
    private func echo(
        on port: UInt16, passed: [UInt16: Int32] = [:]
    ) async throws -> Running<Scripted> {
        try await Running(
            {
                Scripted("", Journal()) { event, system in
                    if case .started = event { try? system.listen(port: port) }
                    if case .received(let connection, let bytes) = event {
                        system.send(bytes, on: connection)
                    }
                }
            }, configure: { $0.passedPorts = passed })
    }

    /// Each side waits for the other to read.
    @Test func manyBytesComeBackWhole() async throws {
        let port = FreePort.take()
        let server = try await echo(on: port)
        let journal = Journal()
        let counter = Counter()
        let client = try await Running {
            Scripted("", Journal()) { event, system in
                switch event {
                case .started:
                    let connection = system.connect(
                        to: Endpoint(.loopback, port), timeout: .seconds(20))
                    for piece in 0..<(Self.size >> 16) {
                        system.send(
                            [UInt8](repeating: UInt8(piece & 255), count: 1 << 16), on: connection)
                    }
                case .received(let connection, let bytes):
                    if counter.add(bytes) == Self.size {
                        system.close(connection)
                        journal.add("all")
                    }
                default: break
                }
            }
        }
        #expect(await journal.wait(for: "all"))
        #expect(counter.isInOrder)
        try await client.stop()
        try await server.stop()
    }

    @Test func whoComesBeforeTheProgramRunsWaitsWhereItsPortWasPassedToIt() async throws {
        let port = FreePort.take()
        let sockets = PassedPorts.open([port])
        let passed = [port: try #require(sockets.first)]
        let journal = Journal()
        let client = try await Running {
            Scripted("", journal) { event, system in
                switch event {
                case .started:
                    let connection = system.connect(
                        to: Endpoint(.loopback, port), timeout: .seconds(20))
                    system.send([7], on: connection)
                case .connected: journal.add("through")
                case .received(_, let bytes): journal.add("answer \(bytes)")
                default: break
                }
            }
        }
        #expect(await journal.wait(for: "through"))
        let server = try await echo(on: port, passed: passed)
        #expect(await journal.wait(for: "answer [7]"))
        try await client.stop()
        try await server.stop()
    }

    @Test func whatWasSentBeforeTheEndArrivesThoughTheOtherSideStillTalks() async throws {
        let port = FreePort.take()
        let server = try await Running {
            Scripted("", Journal()) { event, system in
                if case .started = event { try? system.listen(port: port) }
                guard case .accepted(let connection, _, _) = event else { return }
                // Closes without having read what the client sends all the while.
                system.send([UInt8](repeating: 1, count: 1 << 20), on: connection)
                system.close(connection)
            }
        }
        let journal = Journal()
        let counter = Counter()
        let client = try await Running {
            Scripted("", journal) { event, system in
                switch event {
                case .started:
                    let connection = system.connect(
                        to: Endpoint(.loopback, port), timeout: .seconds(20))
                    system.send([UInt8](repeating: 2, count: 1 << 20), on: connection)
                case .received(_, let bytes): _ = counter.add(bytes)
                default: break
                }
            }
        }
        #expect(await journal.wait(for: "closed finished"))
        #expect(counter.count == 1 << 20)
        try await client.stop()
        try await server.stop()
    }

    @Test func aProgramThatWasStoppedLeavesItsPortsToOthers() async throws {
        let port = FreePort.take()
        let script: Scripted.Script = { event, system in
            guard case .started = event else { return }
            do {
                try system.openDatagrams(port: port)
                try system.listen(port: port)
                system.log(.info, "open")
            } catch {
                system.log(.info, "refused")
            }
        }
        for _ in 0..<5 {
            let running = try await Running { Scripted("", Journal(), script) }
            #expect(await running.log.wait { $0.last?.hasPrefix("[INFO]") == true })
            #expect(running.log.entries == ["[INFO] open"])
            try await running.stop()
            // The sockets are closed on the loop, after what is under way there.
            try await running.loop.submit {}.get()
        }
    }

    @Test func aPortThatIsTakenIsLoggedWithItsReason() async throws {
        let port = FreePort.take()
        let script: Scripted.Script = { event, system in
            guard case .started = event else { return }
            do { try system.openDatagrams(port: port) } catch { system.log(.info, "\(error)") }
        }
        let first = try await Running { Scripted("", Journal(), script) }
        let second = try await Running { Scripted("", Journal(), script) }
        #expect(
            second.log.entries == [
                "[ERROR] system: can't open udp port \(port): Address already in use",
                "[INFO] portInUse(\(port))",
            ])
        try await first.stop()
        try await second.stop()
    }

    @Test func theLargestDatagramArrivesWhole() async throws {
        let (from, to) = (FreePort.take(), FreePort.take())
        let payload = (0..<65_507).map { UInt8(truncatingIfNeeded: $0) }
        let journal = Journal()
        let running = try await Running {
            Scripted("", Journal()) { event, system in
                switch event {
                case .started:
                    try? system.openDatagrams(port: to)
                    try? system.openDatagrams(port: from)
                    system.send([1] + payload, from: from, to: Endpoint(.loopback, to))
                    system.send(payload, from: from, to: Endpoint(.loopback, to))
                case .datagram(let datagram):
                    let isRight =
                        datagram.payload == payload && datagram.port == to
                        && datagram.source == Endpoint(.loopback, from)
                    journal.add(isRight ? "right" : "wrong")
                default: break
                }
            }
        }
        #expect(await journal.wait { !$0.isEmpty })
        #expect(journal.entries == ["right"])
        try await running.stop()
    }

    @Test func whereThereIsNoWayTheProgramIsToldSo() async throws {
        let journal = Journal()
        let running = try await Running {
            Scripted("", journal) { event, system in
                guard case .started = event else { return }
                // TCP does not go to a broadcast address, that of loopback here.
                let nowhere = Endpoint(IPv4Address(127, 255, 255, 255), 80)
                _ = system.connect(to: nowhere, timeout: .seconds(20))
                _ = system.request(
                    HTTPRequest(target: "/"), to: nowhere,
                    timeouts: HTTPTimeouts(total: .seconds(20)))
            }
        }
        #expect(await journal.wait { $0.count == 3 })
        #expect(Set(journal.entries) == ["started", "closed unreachable", "failed unreachable"])
        try await running.stop()
    }

    @Test func numbersAreNotGivenTwice() async throws {
        let port = FreePort.take()
        let journal = Journal()
        let running = try await Running {
            Scripted("", Journal()) { event, system in
                switch event {
                case .started, .closed:
                    guard journal.entries.count < 50 else { return }
                    let connection = system.connect(
                        to: Endpoint(.loopback, port), timeout: .seconds(20))
                    journal.add("\(connection.rawValue)")
                default: break
                }
            }
        }
        #expect(await journal.wait { $0.count == 50 })
        #expect(Set(journal.entries).count == 50)
        try await running.stop()
    }
}

/// Counts bytes whose values grow by one each 64 KiB.
private final class Counter: Sendable {
    private let state = Mutex((count: 0, isInOrder: true))

    var count: Int { state.withLock { $0.count } }
    var isInOrder: Bool { state.withLock { $0.isInOrder } }

    func add(_ bytes: [UInt8]) -> Int {
        state.withLock { state in
            for (offset, byte) in [(0, bytes.first), (bytes.count - 1, bytes.last)] {
                if byte != UInt8((state.count + offset) >> 16 & 255) { state.isInOrder = false }
            }
            state.count += bytes.count
            return state.count
        }
    }
}
