import LabNetwork
import LabProgram
import LabSimulation
import Testing

/// Two hosts, 1 ms apart each way, without jitter.
struct TwoHosts {
    let world: World
    static let a = IPv4Address(10, 0, 0, 1)
    static let b = IPv4Address(10, 0, 0, 2)

    init(seed: UInt64 = 1, change: (inout LinkConditions) -> Void = { _ in }) throws {
        world = World(seed: seed)
        var link = LinkConditions()
        link.delay = .microseconds(500)
        change(&link)
        let lan = world.network.addNetwork(subnet: try #require(Subnet("10.0.0.0/24")), link: link)
        _ = world.addHost(named: "a", attachments: [(lan, Self.a)])
        _ = world.addHost(named: "b", attachments: [(lan, Self.b)])
    }

    func seen(by process: ProcessID) -> [String] {
        world.program(of: process, as: Scripted.self)?.seen.map(\.description) ?? []
    }
}

private func client(timeout: Interval = .seconds(300), sends bytes: [UInt8]? = nil) -> Scripted {
    Scripted(onStart: { box in
        box.doing { system in
            let connection = system.connect(to: Endpoint(TwoHosts.b, 80), timeout: timeout)
            if let bytes { system.send(bytes, on: connection) }
        }
    })
}

private func server() -> Scripted {
    Scripted(onStart: { box in box.doing { system in try? system.listen(port: 80) } })
}

@Suite struct ConnectionTests {
    @Test func aPortWithoutListenerRefuses() throws {
        let lab = try TwoHosts()
        let process = lab.world.spawn(client(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(5))
        #expect(lab.seen(by: process) == ["0s started", "2ms closed refused"])
    }

    @Test func aHostWithoutPowerIsSilentUntilLinuxGivesUp() throws {
        let lab = try TwoHosts()
        lab.world.powerOff(1)
        let process = lab.world.spawn(client(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(200))
        #expect(lab.seen(by: process) == ["0s started", "2m7s closed timedOut"])
    }

    @Test func aSynIsSentAgainAfterOneSecond() throws {
        let lab = try TwoHosts()
        lab.world.powerOff(1)
        let process = lab.world.spawn(client(), named: "c", on: 0)
        lab.world.run(until: .start + .milliseconds(500))
        lab.world.powerOn(1)
        _ = lab.world.spawn(server(), named: "s", on: 1)
        lab.world.run(until: .start + .seconds(5))
        #expect(lab.seen(by: process) == ["0s started", "1s2ms connected"])
    }

    @Test func theConnectTimeoutOfTheProgramWins() throws {
        let lab = try TwoHosts()
        lab.world.powerOff(1)
        let process = lab.world.spawn(client(timeout: .seconds(2)), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(5))
        #expect(lab.seen(by: process) == ["0s started", "2s closed timedOut"])
    }

    @Test func bytesArriveInOrderAndAfterTheHandshake() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(server(), named: "s", on: 1)
        let process = lab.world.spawn(client(sends: [1, 2, 3]), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(5))
        #expect(lab.seen(by: process) == ["0s started", "2ms connected"])
        #expect(
            lab.seen(by: listener) == ["0s started", "3ms accepted", "3ms received [1, 2, 3]"])
    }

    @Test func lostDataIsSentAgainAndArrivesOnce() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(server(), named: "s", on: 1)
        let sender = Scripted(
            onStart: { box in
                box.doing { _ = $0.connect(to: Endpoint(TwoHosts.b, 80), timeout: .seconds(9)) }
            },
            onEvent: { event, box in
                if case .connected(let id) = event {
                    box.doing { system in
                        _ = system.setTimer(after: .seconds(1), TimerToken(rawValue: id.rawValue))
                    }
                }
                if case .timer(let token) = event {
                    box.doing { $0.send([7], on: ConnectionID(rawValue: token.rawValue)) }
                }
            })
        _ = lab.world.spawn(sender, named: "c", on: 0)
        lab.world.run(until: .start + .milliseconds(900))
        let block = lab.world.network.addPartition(groups: [[0], [1]])
        lab.world.run(until: .start + .milliseconds(1_500))
        lab.world.network.removeRule(block)
        lab.world.run(until: .start + .seconds(10))
        // Sent at 1.002 s, again after 0.2 s, 0.4 s more, …: the third copy gets through.
        #expect(lab.seen(by: listener).last == "1s603ms received [7]")
    }

    @Test func aKilledProgramResetsItsConnections() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(server(), named: "s", on: 1)
        let process = lab.world.spawn(client(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(1))
        lab.world.kill(listener)
        lab.world.run(until: .start + .seconds(2))
        #expect(lab.seen(by: process).last == "1s1ms closed reset")
    }

    @Test func aHostThatLostPowerLeavesAHalfOpenConnection() throws {
        let lab = try TwoHosts()
        _ = lab.world.spawn(server(), named: "s", on: 1)
        let process = lab.world.spawn(
            Scripted(
                onStart: { box in
                    box.doing { _ = $0.connect(to: Endpoint(TwoHosts.b, 80), timeout: .seconds(9)) }
                },
                onEvent: { event, box in
                    if case .connected(let id) = event {
                        box.doing {
                            _ = $0.setTimer(after: .seconds(60), TimerToken(rawValue: id.rawValue))
                        }
                    }
                    if case .timer(let token) = event {
                        box.doing { $0.send([7], on: ConnectionID(rawValue: token.rawValue)) }
                    }
                }), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(1))
        lab.world.powerOff(1)
        lab.world.run(until: .start + .seconds(30))
        lab.world.powerOn(1)
        #expect(lab.seen(by: process).last == "2ms connected")
        lab.world.run(until: .start + .seconds(70))
        // Sent at 1 m 2 ms; the kernel that came back does not know the connection.
        #expect(lab.seen(by: process).last == "1m4ms closed reset")
    }
}
