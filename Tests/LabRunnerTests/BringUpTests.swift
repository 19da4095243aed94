import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner
import Testing

@Suite struct BringUpTests {
    /// The three-node lab without power, whose catalog knows all nodes.
    private func darkLab(
        backend: String = "netns", _ change: (inout Topology) -> Void = { _ in }
    ) -> FakeLab {
        var topology = Topology.threeNode
        change(&topology)
        let lab = FakeLab(topology, backend: backend)
        lab.statuses = topology.hosts.map {
            UnitStatus(unit: .host($0.name), state: .signaled("power"))
        }
        lab.http["host-1:8500/v1/catalog/nodes"] = nodes(1, 2, 3)
        return lab
    }

    private func nodes(_ numbers: Int...) -> HTTPResponse {
        let texts = numbers.map { #"{"Node":"host-\#($0)","Address":"192.168.50.10\#($0)"}"# }
        return HTTPResponse(status: 200, text: "[\(texts.joined(separator: ","))]")
    }

    /// What the lab says when it does not come up.
    private func complaint(_ lab: FakeLab, _ interruption: Interruption = .init()) -> String {
        do throws(LabError) {
            try lab.bringUp(interruption: interruption)
            return "it came up"
        } catch {
            return error.message
        }
    }

    private func test(
        _ port: UInt16, within: Interval = .seconds(30), hint: String? = nil
    ) -> ReadinessTest {
        ReadinessTest(
            request: .http(
                host: "192.168.50.103", port: port, HTTPRequest(target: "/ready"),
                timeout: .seconds(1)),
            status: Bound(.equal, .number(204)), within: within, hint: hint)
    }

    @Test(arguments: ["memory", "netns"])
    func powersOnWhatIsDownAndTellsOfIt(_ backend: String) throws {
        let lab = darkLab(backend: backend)
        var events: [BringUpEvent] = []
        try lab.bringUp { events.append($0) }
        #expect(
            lab.calls == [
                "0.000 start host-1", "0.000 start host-2", "0.000 start host-3",
                "0.000 start client",
            ])
        #expect(events.prefix(4).contains(.hostStarted("client")))
        let ready = events.compactMap { event -> String? in
            if case .componentReady(let unit, _) = event { unit.description } else { nil }
        }
        #expect(
            Set(ready) == [
                "host-1/discovery", "host-1/registrator", "host-2/discovery",
                "host-2/registrator", "host-3/discovery", "host-3/balancer",
            ])
        #expect(lab.openQuestions == 0)
    }

    @Test func whatRunsIsLeftAlone() throws {
        let lab = FakeLab(backend: "netns")
        lab.http["host-1:8500/v1/catalog/nodes"] = nodes(1, 2, 3)
        try lab.bringUp()
        #expect(lab.calls.isEmpty)
        lab.set(.component(host: "host-2", name: "registrator"), .exited(1))
        lab.set(.host("client"), .signaled("power"))
        lab.calls = []
        try lab.bringUp()
        #expect(
            lab.calls.map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
                == ["start host-2/registrator", "start client"])
    }

    @Test func allAreWaitedForAtTheSameTime() throws {
        let lab = darkLab()
        lab.delay = .milliseconds(400)
        try lab.bringUp()
        // One round of answers for the leaders and one for the catalog.
        #expect(lab.now < .start + .milliseconds(900))
    }

    @Test func aHostThatTakesItsTimeIsWaitedFor() throws {
        let lab = darkLab { $0.components[2].use = "mine" }
        // The time of what it runs counts from when it is up.
        lab.tests["balancer"] = test(81, within: .seconds(1))
        lab.http["host-3:81/ready"] = HTTPResponse(status: 204, text: "")
        lab.startTime = .seconds(3)
        try lab.bringUp()
        #expect(lab.now >= .start + .seconds(3) && lab.now < .start + .seconds(4))
    }

    @Test func theCatalogHasToKnowEveryNode() throws {
        let lab = darkLab()
        lab.http["host-1:8500/v1/catalog/nodes"] = nodes(1, 3)
        lab.at(.seconds(2)) { lab in
            lab.http["host-1:8500/v1/catalog/nodes"] = self.nodes(3, 2, 1)
        }
        var seen: [String] = []
        try lab.bringUp { if case .waiting(_, let words) = $0 { seen.append(words) } }
        #expect(lab.now >= .start + .seconds(2) && lab.now < .start + .seconds(3))
        #expect(seen == ["2 of 3 nodes, without host-2"])
        let blind = darkLab()
        blind.http["host-1:8500/v1/catalog/nodes"] = nodes(1)
        #expect(complaint(blind).contains("without host-2 host-3"))
    }

    @Test func looksAreNoFasterThanTheyHaveToBe() throws {
        let lab = darkLab()
        lab.leader = nil
        lab.at(.seconds(5)) { $0.leader = "host-2" }
        try lab.bringUp()
        let asked = lab.questions.filter { $0.from == "host-1" && $0.at < .start + .seconds(5) }
        // 20 ms, 40 ms, 80 ms, 160 ms, then every 250 ms.
        #expect((20...26).contains(asked.count), "\(asked.count) questions")
        #expect(lab.now < .start + .milliseconds(5_600))
    }

    @Test func aDefinitionSaysWhenItIsReady() throws {
        let lab = darkLab { $0.components[2].use = "mine" }
        lab.tests["balancer"] = test(81)
        lab.http["host-3:81/ready"] = HTTPResponse(status: 200, text: "soon")
        lab.at(.seconds(1)) { $0.http["host-3:81/ready"] = HTTPResponse(status: 204, text: "") }
        var seen: [String] = []
        try lab.bringUp { if case .waiting(_, let words) = $0 { seen.append(words) } }
        #expect(lab.now > .start + .seconds(1))
        #expect(seen == ["status 200, body soon"])
    }

    @Test func whatIsNotReadyInTimeIsExplained() {
        let lab = darkLab { $0.components[2].use = "mine" }
        lab.tests["balancer"] = test(81, within: .seconds(3), hint: "is the port free?")
        lab.http["host-3:81/ready"] = HTTPResponse(status: 500, text: "no\nway")
        let unit = Unit.component(host: "host-3", name: "balancer")
        lab.lines = (1...12).map { LogLine(at: .start, unit: unit, text: "line \($0)") }
        let lines = complaint(lab).split(separator: "\n")
        #expect(
            lines.prefix(2) == [
                "host-3/balancer is not ready after 3s: waited for "
                    + "http://192.168.50.103:81/ready with status 204, "
                    + "last seen status 500, body no",
                "hint: is the port free?",
            ])
        #expect(
            lines.dropFirst(2).map(String.init)
                == (3...12).map {
                    "  host-3/balancer │ 0.000 line \($0)"
                })
        #expect(lab.now < .start + .milliseconds(3_300))
        #expect(lab.openQuestions == 0)
    }

    @Test func whatEndsIsReportedAtOnce() {
        let lab = darkLab()
        lab.leader = nil
        lab.at(.milliseconds(500)) {
            $0.set(.component(host: "host-2", name: "registrator"), .exited(2))
        }
        let complaint = complaint(lab)
        #expect(complaint.hasPrefix("host-2/registrator exited with 2 after it had been ready"))
        #expect(complaint.hasSuffix("it logged nothing"))
        #expect(lab.now < .start + .milliseconds(800))
    }

    @Test func aHostThatCanNotBePoweredOnSaysWhy() {
        let lab = darkLab()
        lab.startTime = .seconds(50)
        lab.at(.seconds(1)) { $0.set(.host("host-3"), .signaled("no memory is left")) }
        #expect(
            complaint(lab)
                == "host-3 could not be powered on: no memory is left\n  it logged nothing")
        #expect(lab.now <= .start + .milliseconds(1_010))
    }

    @Test func everybodyWithoutALeaderIsNamed() {
        let lab = darkLab()
        lab.leader = nil
        let complaint = complaint(lab)
        #expect(complaint.contains("host-1/discovery is not ready after 1m: waited for a leader"))
        #expect(complaint.contains("not ready either: host-2/discovery host-3/discovery"))
        #expect(complaint.contains("hint: are a majority of the servers up?"))
    }

    @Test func missingInstancesAreStarted() throws {
        let lab = darkLab { $0.services[0].on = ["host-1", "host-2", "host-2"] }
        var started: [BringUpEvent] = []
        try lab.bringUp { if case .instanceStarted = $0 { started.append($0) } }
        #expect(
            lab.calls.suffix(2).map { $0.split(separator: " ")[1...].joined(separator: " ") }
                == ["deploy 1 simple on host-1", "deploy 2 simple on host-2"])
        #expect(started.count == 3)
        lab.calls = []
        lab.set(.instance(host: "host-2", service: "simple", index: 2), .signaled("SIGKILL"))
        try lab.bringUp()
        #expect(
            lab.calls.map { $0.split(separator: " ")[1...].joined(separator: " ") }
                == ["start host-2/simple.2"])
    }

    @Test func interruptionAndALostLabEndTheWaiting() {
        let lab = darkLab()
        lab.leader = nil
        let interruption = Interruption()
        lab.at(.seconds(1)) { _ in interruption.request() }
        #expect(complaint(lab, interruption) == "interrupted")
        #expect(lab.now <= .start + .milliseconds(1_250))
        let lost = darkLab()
        lost.leader = nil
        lost.at(.seconds(1)) { $0.failure = LabError("the lab has gone") }
        #expect(complaint(lost) == "the lab has gone")
        #expect(lost.now <= .start + .milliseconds(1_250))
    }
}
