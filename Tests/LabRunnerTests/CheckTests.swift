import LabDNS
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner
import Testing

@Suite struct DNSCheckTests {
    private func check(_ change: (inout DNSCheck) -> Void) -> Check {
        var check = DNSCheck(query: "simple.service.consul")
        change(&check)
        return .dns(check)
    }

    private func lab(_ message: DNSMessage?) -> FakeLab {
        let lab = FakeLab()
        lab.dns["simple.service.consul"] = message
        return lab
    }

    @Test func answersAreComparedAsASet() {
        expectHeld(check { $0.answers = ["host-2", "host-1"] }, in: lab(hosts(1, 2)))
        expectHeld(check { $0.answers = ["192.168.50.101"] }, in: lab(hosts(1)))
        expectMissed(
            check { $0.answers = ["host-2"] }, in: lab(hosts(2, 1)),
            saying:
                "expected 192.168.50.102, last answer 192.168.50.101 192.168.50.102 (for 1.000 s")
        expectMissed(
            check { $0.answers = ["host-1", "host-2"] }, in: lab(hosts(1)),
            saying: "expected 192.168.50.101 192.168.50.102, last answer 192.168.50.101 (for")
        expectMissed(
            check { $0.answers = ["host-1"] }, in: lab(nil), saying: "last answer NXDOMAIN")
    }

    @Test func noAnswersAreWhatNXDOMAINGives() {
        expectHeld(check { $0.answers = [] }, in: lab(nil))
        expectHeld(check { $0.answers = [] }, in: lab(answer([])))
        expectMissed(check { $0.answers = [] }, in: lab(hosts(1)), saying: "expected no records")
        expectMissed(
            check { $0.answers = [] }, in: lab(DNSMessage(id: 1).with(.servFail)),
            saying: "last answer SERVFAIL")
    }

    @Test func containsAndExcludes() {
        expectHeld(check { $0.contains = ["host-1"] }, in: lab(hosts(1, 2)))
        expectMissed(check { $0.contains = ["host-3"] }, in: lab(hosts(1)), saying: "among others")
        expectHeld(check { $0.excludes = ["host-1"] }, in: lab(nil))
        expectMissed(
            check { $0.excludes = ["host-1"] }, in: lab(hosts(1)), saying: "not 192.168.50.101")
    }

    @Test func countCodeAndFlags() {
        expectHeld(check { $0.count = Bound(.atLeast, .number(2)) }, in: lab(hosts(1, 2)))
        expectMissed(
            check { $0.count = Bound(.equal, .number(3)) }, in: lab(hosts(1)), saying: "1 records")
        expectHeld(check { $0.rcode = "NXDOMAIN" }, in: lab(nil))
        expectMissed(
            check { $0.rcode = "NXDOMAIN" }, in: lab(hosts(1)), saying: "expected NXDOMAIN")
        expectHeld(
            check { $0.ttl = Bound(.equal, .interval(.seconds(5))) },
            in: lab(answer([.a(.loopback)], ttl: 5)))
        expectMissed(
            check { $0.ttl = Bound(.equal, .number(5)) }, in: lab(hosts(1)), saying: "TTL of 0s")
        expectHeld(check { $0.authoritative = true }, in: lab(hosts(1)))
        expectMissed(check { $0.authoritative = false }, in: lab(hosts(1)), saying: "no AA")
        expectHeld(check { $0.truncated = false }, in: lab(hosts(1)))
        expectMissed(check { $0.truncated = true }, in: lab(hosts(1)), saying: "expected TC")
    }

    @Test func serviceRecordsAreInstancesWithTheirPorts() throws {
        let lab = lab(nil)
        lab.addInstance("simple", on: "host-1")
        let target = try #require(DNSName("host-1.node.dc1.consul"))
        lab.dns["simple.service.consul"] = answer([
            .srv(DNSService(priority: 1, weight: 1, port: 32_768, target: target))
        ])
        let wanted = check {
            $0.type = "SRV"
            $0.answers = ["host-1/simple"]
        }
        expectHeld(wanted, in: lab)
        lab.statuses[lab.statuses.count - 1].publishedPort = 40_000
        expectMissed(
            wanted, in: lab,
            saying: "expected 192.168.50.101:40000, last answer 192.168.50.101:32768")
    }

    @Test func textsOfOtherRecords() throws {
        let name = try #require(DNSName("web.example"))
        expectHeld(
            check {
                $0.type = "CNAME"
                $0.answers = ["WEB.example"]
            }, in: lab(answer([.cname(name)])))
        expectMissed(
            check {
                $0.type = "TXT"
                $0.answers = ["a=b"]
            }, in: lab(answer([.txt([Array("a=c".utf8)])])), saying: "last answer a=c")
    }

    @Test func distributionOfFirstAnswers() {
        let wanted = check {
            $0.answers = ["host-1", "host-2"]
            $0.distribution = .init(samples: 10, tolerance: Probability(percent: 10))
        }
        expectMissed(wanted, in: lab(hosts(1, 2)), saying: "first 192.168.50.101 10")
        expectHeld(
            check { $0.distribution = .init(samples: 10, tolerance: Probability(percent: 10)) },
            in: lab(hosts(1)))
    }

    @Test func asksTheHostsOwnAgentOrTheFirstServerThatIsUp() {
        let lab = lab(hosts(1))
        _ = look(check { $0.from = .name("host-2") }, in: lab)
        _ = look(check { $0.from = .name("client") }, in: lab)
        lab.set(.host("host-1"), .signaled("SIGKILL"))
        _ = look(check { _ in }, in: lab)
        let servers = lab.questions.map { question in
            if case .dns(let server, _, _, _) = question.request {
                "\(question.from)>\(server)"
            } else {
                "?"
            }
        }
        #expect(
            servers == [
                "host-2>192.168.50.102:8600", "client>192.168.50.101:8600",
                "host-2>192.168.50.102:8600",
            ])
    }

    @Test func saysWhenTheAskingHostIsDown() {
        let lab = lab(hosts(1))
        lab.set(.host("host-2"), .signaled("SIGKILL"))
        expectMissed(
            check { $0.from = .name("host-2") }, in: lab, saying: "last answer host-2 is not up")
    }
}

@Suite struct HTTPCheckTests {
    private func lab(_ response: HTTPResponse) -> FakeLab {
        let lab = FakeLab()
        lab.http["host-3:80/"] = response
        return lab
    }

    private func check(_ change: (inout HTTPCheck) -> Void = { _ in }) -> Check {
        var check = HTTPCheck(url: "http://host-3/")
        change(&check)
        return .http(check)
    }

    @Test func successIsExpectedWhereNothingElseIs() {
        expectHeld(check(), in: lab(hello("a")))
        expectMissed(
            check(), in: lab(HTTPResponse(status: 503)),
            saying: "expected status 200 to 399, last answer 503 (for")
    }

    @Test func status() {
        let wanted = check { $0.status = Bound(.equal, .number(503)) }
        expectHeld(wanted, in: lab(HTTPResponse(status: 503)))
        expectMissed(wanted, in: lab(hello("a")), saying: "expected status 503, last answer 200")
    }

    @Test func bodyHeaderAndLatency() {
        expectHeld(check { $0.contains = [.matching("World.*a")] }, in: lab(hello("a")))
        expectMissed(
            check { $0.contains = [.exactly("Moon")] }, in: lab(hello("a")), saying: "without Moon")
        let plain = check { $0.header = [.init("content-type", .matching("plain"))] }
        expectHeld(plain, in: lab(hello("a")))
        expectMissed(plain, in: lab(HTTPResponse()), saying: "content-type: (none)")
        let quick = check { $0.latency = Bound(.less, .interval(.milliseconds(50))) }
        expectHeld(quick, in: lab(hello("a")))
        let slow = lab(hello("a"))
        slow.delay = .milliseconds(60)
        expectMissed(quick, in: slow, saying: "after 0.060 s")
    }

    @Test func valuesInsideJSON() {
        let body = #"{"Config": {"Datacenter": "dc1", "Ports": [8300, 8301]}, "ok": true}"#
        func wanted(_ path: String, _ value: Setting) -> Check {
            check { $0.json = [.init(path: path, value: value)] }
        }
        let lab = lab(HTTPResponse(status: 200, text: body))
        expectHeld(wanted("Config.Datacenter", .text("dc1")), in: lab)
        expectHeld(wanted("Config.Datacenter", .text("/^dc/")), in: lab)
        expectHeld(wanted("Config.Ports[1]", .integer(8_301)), in: lab)
        expectHeld(wanted("Config.Ports[-1]", .text("> 8300")), in: lab)
        expectHeld(wanted("ok", .flag(true)), in: lab)
        expectMissed(wanted("ok", .flag(false)), in: lab, saying: "ok = true")
        expectMissed(wanted("Config.None", .text("x")), in: lab, saying: "Config.None = (nothing)")
    }

    @Test func aNameWithAHostInItGoesToThatHost() {
        let lab = FakeLab()
        lab.http["host-1:80/x?y"] = hello("a")
        expectHeld(.http(HTTPCheck(url: "http://nginx-80.host-1.example/x?y")), in: lab)
        guard case .http(let place, 80, let request, _)? = lab.questions.last?.request else {
            Issue.record("no request")
            return
        }
        #expect(place == "192.168.50.101")
        #expect(request.headers["Host"] == "nginx-80.host-1.example")
    }

    @Test func otherNamesAreLeftToDNS() {
        let lab = FakeLab()
        lab.http["simple.service.consul:5000/"] = hello("a")
        expectHeld(.http(HTTPCheck(url: "http://simple.service.consul:5000/")), in: lab)
    }

    @Test func httpsIsRefusedBeforeAnythingStarts() {
        let lab = FakeLab()
        let result = look(.http(HTTPCheck(url: "https://host-3/")), in: lab)
        #expect(result.outcome == .error)
        #expect(result.message?.contains("https is not supported") == true)
        #expect(lab.questions.isEmpty)
    }

    @Test func aHungRequestIsAskedAgainBesideItAndCutByTheDeadline() {
        let lab = FakeLab()
        lab.at(.milliseconds(1_500)) { $0.http["host-3:80/"] = hello("a") }
        let result = look(check(), in: lab, within: .seconds(5))
        #expect(result.outcome == .passed)
        #expect(lab.now < .start + .seconds(3))
        let silent = FakeLab()
        let missed = look(check(), in: silent, within: .seconds(5))
        #expect(
            missed.message?.contains("expected status 200 to 399, no answer (for 5.000 s)") == true)
        #expect(silent.now == .start + .seconds(5))
        #expect(silent.openQuestions == 0)
    }
}

@Suite struct RoundRobinCheckTests {
    private func lab(_ ids: String...) -> FakeLab {
        let lab = FakeLab()
        lab.addInstance("simple", on: "host-1")
        lab.addInstance("simple", on: "host-2")
        lab.rotation["host-3:80/"] = ids.map(hello)
        return lab
    }

    private let check = RoundRobinCheck(
        url: "http://host-3/", requests: 4, among: ["host-1/simple", "host-2/simple"])

    @Test func eachInTurn() {
        expectHeld(.roundRobin(check), in: lab("id11", "id21"))
        expectHeld(.roundRobin(check), in: lab("id21", "id11"))
        expectMissed(
            .roundRobin(check), in: lab("id11"),
            saying: "last answer host-1/simple host-1/simple host-1/simple host-1/simple")
        expectMissed(.roundRobin(check), in: lab("id11", "id11", "id21"), saying: "in turn")
        expectMissed(.roundRobin(check), in: lab("id11", "alien"), saying: "alien")
    }

    @Test func fairWithinATolerance() {
        var fair = check
        fair.order = .fair
        expectHeld(.roundRobin(fair), in: lab("id11", "id11", "id21", "id21"))
        expectMissed(.roundRobin(fair), in: lab("id11"), saying: "differ by at most 1")
        fair.tolerance = 4
        expectHeld(.roundRobin(fair), in: lab("id11"))
    }

    @Test func aNumberedInstanceIsOneOfSeveral() {
        let lab = lab("id11", "id12")
        lab.addInstance("simple", on: "host-1")
        var numbered = check
        numbered.among = ["host-1/simple.1", "host-1/simple.2"]
        expectHeld(.roundRobin(numbered), in: lab)
        numbered.among = ["host-1/simple"]
        expectHeld(.roundRobin(numbered), in: lab)
        numbered.among = ["host-1/simple.2"]
        expectMissed(.roundRobin(numbered), in: lab, saying: "host-1/simple.1 host-1/simple.2")
    }
}

@Suite struct ClusterCheckTests {
    private func members(_ statuses: (Int, Int)...) -> HTTPResponse {
        let rows = statuses.map { number, status in
            #"{"Name": "host-\#(number)", "Addr": "192.168.50.10\#(number)", "Status": \#(status)}"#
        }
        return HTTPResponse(status: 200, text: "[" + rows.joined(separator: ",") + "]")
    }

    @Test func membersOfEveryAgent() {
        let lab = FakeLab()
        for host in ["host-1", "host-2", "host-3"] {
            lab.http["\(host):8500/v1/agent/members"] = members((1, 1), (2, 4), (3, 1))
        }
        var check = MembersCheck()
        check.alive = [.name("host-1"), .name("host-3")]
        check.failed = [.name("host-2")]
        check.left = []
        expectHeld(.members(check), in: lab)
        lab.http["host-3:8500/v1/agent/members"] = members((1, 1), (2, 1), (3, 1))
        expectMissed(
            .members(check), in: lab,
            saying: "alive host-1 host-3, failed host-2 (says host-1, host-2); "
                + "alive host-1 host-2 host-3 (says host-3)")
        check.from = .name("host-1")
        expectHeld(.members(check), in: lab)
    }

    @Test func membersBetweenDatacenters() {
        let lab = FakeLab()
        lab.http["host-1:8500/v1/agent/members?wan=1"] = HTTPResponse(
            status: 200,
            text: #"[{"Name": "host-1.dc1", "Addr": "192.168.50.101", "Status": 1}]"#)
        var check = MembersCheck()
        check.wan = true
        check.alive = [.name("host-1")]
        check.from = .name("host-1")
        expectHeld(.members(check), in: lab)
    }

    @Test func oneLeader() {
        let lab = FakeLab()
        expectHeld(.leader(LeaderCheck(state: .one)), in: lab)
        expectHeld(.leader(LeaderCheck(state: .one, among: [.name("host-1")])), in: lab)
        expectMissed(
            .leader(LeaderCheck(state: .one, among: [.name("host-2")])), in: lab,
            saying: "expected one leader among host-2, last answer host-1")
        expectMissed(
            .leader(LeaderCheck(state: .none)), in: lab, saying: "no leader, last answer host-1")
        lab.leader = nil
        expectHeld(.leader(LeaderCheck(state: .none)), in: lab)
        expectMissed(.leader(LeaderCheck(state: .one)), in: lab, saying: "last answer no leader")
        expectMissed(
            .leader(LeaderCheck(state: .one, from: .name("host-2"))), in: lab,
            saying: "last answer no leader")
    }

    @Test func aLeaderThatIsDownDoesNotCount() {
        let lab = FakeLab()
        lab.set(.host("host-1"), .signaled("SIGKILL"))
        expectMissed(.leader(LeaderCheck(state: .one)), in: lab, saying: "last answer no leader")
    }

    @Test func anotherLeaderThanAtTheBeginning() {
        let lab = FakeLab()
        lab.at(.milliseconds(300)) { $0.leader = "host-2" }
        let changed = Check.leader(LeaderCheck(state: .changed))
        #expect(look(changed, in: lab).outcome == .passed)
        #expect(lab.now > .start + .milliseconds(300))
        expectMissed(changed, in: lab, saying: "expected another leader than host-2")
    }

    @Test func leadersPerTerm() {
        let lab = FakeLab()
        lab.history.append(Leadership(term: 2, host: "host-2", at: .start))
        expectHeld(.leadersPerTerm(atMost: 1), in: lab)
        lab.history.append(Leadership(term: 2, host: "host-3", at: .start))
        expectMissed(
            .leadersPerTerm(atMost: 1), in: lab, saying: "last seen host-2 and host-3 in term 2")
    }

    private func row(_ number: Int, _ status: String, port: Int = 32_768, tags: String = "")
        -> String
    {
        #"{"Node": {"Node": "host-\#(number)", "Address": "192.168.50.10\#(number)"}, "#
            + #""Service": {"Service": "simple", "Address": "", "Port": \#(port), "#
            + #""Tags": [\#(tags)]}, "Checks": [{"Status": "passing"}, {"Status": "\#(status)"}]}"#
    }

    private func catalog(_ rows: String...) -> FakeLab {
        let lab = FakeLab()
        lab.addInstance("simple", on: "host-1")
        lab.addInstance("simple", on: "host-2")
        lab.http["host-1:8500/v1/health/service/simple"] = HTTPResponse(
            status: 200, text: "[" + rows.joined(separator: ",") + "]")
        return lab
    }

    @Test func catalogInstances() {
        var check = InstancesCheck(service: "simple")
        expectHeld(.catalog(check), in: catalog(row(1, "critical")))
        expectMissed(.catalog(check), in: catalog(), saying: "last answer no instances")
        check.instances = .count(Bound(.equal, .number(2)))
        expectHeld(.catalog(check), in: catalog(row(1, "passing"), row(2, "passing")))
        check.instances = .exactly(["host-1/simple", "host-2"])
        expectHeld(.catalog(check), in: catalog(row(1, "passing"), row(2, "passing")))
        expectMissed(
            .catalog(check), in: catalog(row(1, "passing", port: 1), row(2, "passing")),
            saying: "last answer host-1:1 passing, host-2:32768 passing")
        check.instances = nil
        check.tags = ["v1"]
        expectHeld(.catalog(check), in: catalog(row(1, "passing", tags: #""v1", "x""#)))
        expectMissed(.catalog(check), in: catalog(row(1, "passing")), saying: "tags v1")
    }

    @Test func healthOfInstances() {
        var check = InstancesCheck(service: "simple")
        expectHeld(.health(check), in: catalog(row(1, "passing")))
        expectMissed(.health(check), in: catalog(row(1, "warning")), saying: "host-1:32768 warning")
        check.passing = .exactly(["host-1"])
        check.warning = .count(Bound(.equal, .number(0)))
        check.critical = .exactly(["host-2"])
        expectHeld(.health(check), in: catalog(row(1, "passing"), row(2, "critical")))
        expectMissed(
            .health(check), in: catalog(row(1, "critical"), row(2, "critical")),
            saying: "host-1:32768 critical, host-2:32768 critical")
    }

    @Test func keys() {
        let lab = FakeLab()
        lab.http["host-1:8500/v1/kv/a/b?raw"] = HTTPResponse(status: 200, text: "green")
        lab.http["host-1:8500/v1/kv/none?raw"] = HTTPResponse(status: 404)
        expectHeld(.kv(KeyCheck(key: "a/b", value: .exactly("green"))), in: lab)
        expectHeld(.kv(KeyCheck(key: "a/b", value: .matching("^g"))), in: lab)
        expectHeld(.kv(KeyCheck(key: "none", value: nil)), in: lab)
        expectMissed(
            .kv(KeyCheck(key: "a/b", value: .exactly("blue"))), in: lab,
            saying: "expected blue, last answer green")
        expectMissed(.kv(KeyCheck(key: "a/b", value: nil)), in: lab, saying: "no such key")
        expectMissed(
            .kv(KeyCheck(key: "none", value: .exactly("x"))), in: lab,
            saying: "last answer no such key")
    }
}

@Suite struct HostCheckTests {
    @Test func processes() {
        let lab = FakeLab()
        let target = Target.part("host-1", "simple")
        expectMissed(
            .process(ProcessCheck(target: target, state: .running)), in: lab,
            saying: "there is no host-1/simple")
        let unit = lab.addInstance("simple", on: "host-1")
        expectHeld(.process(ProcessCheck(target: target, state: .running)), in: lab)
        lab.set(unit, .signaled("SIGKILL"))
        expectHeld(.process(ProcessCheck(target: target, state: .signaled, exit: 137)), in: lab)
        expectMissed(
            .process(ProcessCheck(target: target, state: .exited)), in: lab,
            saying: "expected host-1/simple exited, last seen ended by SIGKILL (for 1.000 s")
        lab.set(unit, .running)
        expectHeld(
            .process(ProcessCheck(target: target, restarts: Bound(.equal, .number(1)))), in: lab)
        expectMissed(
            .process(ProcessCheck(target: target, restarts: Bound(.equal, .number(0)))), in: lab,
            saying: "running, 1 restarts")
    }

    @Test func reachability() {
        let lab = FakeLab()
        lab.cut = ["host-1>host-2"]
        func check(_ from: String, _ to: String, port: UInt16? = nil, ok: Bool = true) -> Check {
            .reach(ReachCheck(from: [.name(from)], to: [.name(to)], port: port, ok: ok))
        }
        expectHeld(check("host-2", "host-1"), in: lab)
        expectHeld(check("host-2", "host-1", port: 80), in: lab)
        expectMissed(
            check("host-2", "host-1", ok: false), in: lab, saying: "host-2 to host-1: reached")
        #expect(look(check("host-1", "host-2"), in: lab, within: .seconds(3)).outcome == .failed)
        let unreached = look(check("host-1", "host-2", ok: false), in: lab, within: .seconds(3))
        #expect(unreached.outcome == .passed)
    }

    @Test func logs() {
        let lab = FakeLab()
        let unit = Unit.component(host: "host-1", name: "discovery")
        let check = LogCheck(
            target: .part("host-1", "discovery"), matches: .matching("New leader elected"))
        expectMissed(.log(check), in: lab, saying: "0 such lines")
        lab.lines.append(
            LogLine(at: .start, unit: unit, text: "[INFO] consul: New leader elected: host-1"))
        expectHeld(.log(check), in: lab)
        var twice = check
        twice.count = Bound(.equal, .number(2))
        expectMissed(.log(twice), in: lab, saying: "expected 2 lines")
        var whole = check
        whole.matches = .exactly("consul: New leader elected: host-1")
        expectHeld(.log(whole), in: lab)
    }

    @Test func trafficSoFar() {
        let lab = FakeLab()
        var check = TrafficCheck(name: "browse")
        check.errors = Bound(.atMost, .share(Probability(percent: 2)))
        expectMissed(.traffic([check]), in: lab, saying: "no request has ended yet")
        var statistics = TrafficStatistics()
        statistics.requests = 100
        statistics.errors = 2
        statistics.longestOutage = .seconds(3)
        statistics.latencies = [1_000: 90, 50_000: 8]
        statistics.answersByInstance = [.init(id: "a", count: 60), .init(id: "b", count: 38)]
        lab.traffic["browse"] = statistics
        check.latencyP50 = Bound(.less, .interval(.milliseconds(2)))
        check.latencyP99 = Bound(.less, .interval(.milliseconds(60)))
        expectHeld(.traffic([check]), in: lab)
        check.outage = Bound(.less, .interval(.seconds(2)))
        expectMissed(.traffic([check]), in: lab, saying: "an outage of 3.000 s")
        check.outage = nil
        check.distribution = Bound(.atMost, .share(Probability(percent: 5)))
        expectMissed(.traffic([check]), in: lab, saying: "a 60, b 38")
        check.distribution = nil
        check.latencyP99 = Bound(.less, .interval(.milliseconds(2)))
        expectMissed(.traffic([check]), in: lab, saying: "a 99th percentile of 50ms")
        check.latencyP99 = nil
        check.errors = Bound(.less, .number(2))
        expectMissed(.traffic([check]), in: lab, saying: "2 of 100 failed")
    }

    @Test func combinations() {
        let lab = FakeLab()
        let yes = PlacedCheck(.leader(LeaderCheck(state: .one)))
        let no = PlacedCheck(.leader(LeaderCheck(state: .none)))
        expectHeld(.any([no, yes]), in: lab)
        expectMissed(.any([no, no]), in: lab, saying: "expected no leader or no leader")
        expectHeld(.all([yes, yes]), in: lab)
        expectMissed(.all([yes, no]), in: lab, saying: "expected no leader, last answer host-1")
        expectHeld(.not([no]), in: lab)
        expectMissed(.not([yes]), in: lab, saying: "expected not (one leader)")
        expectHeld(.all([PlacedCheck(.not([no])), PlacedCheck(.any([yes]))]), in: lab)
    }
}
