import LabNetwork
import LabProgram
import LabSimulation
import Testing

private func web(answer: Bool = true) -> Scripted {
    Scripted(
        onStart: { box in box.doing { try? $0.serveHTTP(port: 80) } },
        onEvent: { event, box in
            if answer, case .request(let id, _, _, _) = event {
                box.doing { $0.respond(HTTPResponse(status: 204), to: id) }
            }
        })
}

private func asker(total: Interval = .seconds(5)) -> Scripted {
    Scripted(onStart: { box in
        box.doing { system in
            _ = system.request(
                HTTPRequest(target: "/x"), to: Endpoint(TwoHosts.b, 80),
                timeouts: HTTPTimeouts(connect: .seconds(2), total: total))
        }
    })
}

@Suite struct HTTPTests {
    @Test func anExchangeTakesTwoRoundTrips() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(web(), named: "s", on: 1)
        let process = lab.world.spawn(asker(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(9))
        #expect(lab.seen(by: process) == ["0s started", "4ms response 204"])
        #expect(lab.seen(by: listener) == ["0s started", "3ms request /x"])
    }

    @Test func aSilentProgramTimesOutAndHearsOfIt() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(web(answer: false), named: "s", on: 1)
        let process = lab.world.spawn(asker(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(9))
        #expect(lab.seen(by: process).last == "5s failed timedOut")
        #expect(lab.seen(by: listener).last == "5s1ms abandoned")
    }

    @Test func nobodyAtAllIsAConnectTimeout() throws {
        let lab = try TwoHosts()
        lab.world.powerOff(1)
        let process = lab.world.spawn(asker(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(9))
        #expect(lab.seen(by: process).last == "2s failed connectTimedOut")
    }

    @Test func aServerThatDiesResetsTheExchange() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(web(answer: false), named: "s", on: 1)
        let process = lab.world.spawn(asker(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(1))
        lab.world.kill(listener)
        lab.world.run(until: .start + .seconds(9))
        #expect(lab.seen(by: process).last == "1s1ms failed reset")
    }

    @Test func aFrozenServerAnswersWhenItThaws() throws {
        let lab = try TwoHosts()
        let listener = lab.world.spawn(web(), named: "s", on: 1)
        lab.world.run(until: .start + .milliseconds(1))
        lab.world.pause(listener)
        let process = lab.world.spawn(asker(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(2))
        #expect(lab.seen(by: process) == ["1ms started"])
        lab.world.resume(listener)
        lab.world.run(until: .start + .seconds(9))
        #expect(lab.seen(by: process).last == "2s1ms response 204")
    }

    @Test func rejectedPacketsSaySoAtOnce() throws {
        let lab = try TwoHosts()
        _ = lab.world.network.addBlock(pairs: [(0, 1)], rejects: true)
        let process = lab.world.spawn(asker(), named: "c", on: 0)
        lab.world.run(until: .start + .seconds(9))
        #expect(lab.seen(by: process).last == "20us failed unreachable")
    }
}
