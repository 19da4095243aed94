import LabModel
import LabNetwork
import Testing

@testable import LabFiles

/// Every action in its short and its long form.
struct ActionFormTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let texts: [String]
        let expected: [Action]

        init(_ texts: String..., is expected: Action...) {
            self.texts = texts
            self.expected = expected
        }

        var testDescription: String { texts[0] }
    }

    private static let one = [part("host-1", "simple")]
    private static let two = [host("host-1"), host("host-2")]
    private static let environment = [ServiceDefinition.Variable("A", "b")]

    private static let processes = [
        Form(
            "start: simple\non: [host-1, host-2]\ncount: 2\nenv: {A: b}",
            "on: [host-1, host-2]\nenv: [A=b]\nstart: simple\ncount: 2",
            "start: {service: simple, on: [host-1, host-2], count: 2, env: {A: b}}",
            "start: {target: simple, on: [host-1, host-2], count: 2, env: {A: b}}",
            is: .start(targets: [host("simple")], on: two, count: 2, environment: environment)),
        Form(
            "start: [host-1, host-2]", "start: {target: [host-1, host-2]}",
            "start: {host: [host-1, host-2]}",
            is: .start(targets: two, on: [], count: nil, environment: [])),
        Form(
            "start: host-1/simple", "start: {target: host-1/simple}",
            is: .start(targets: one, on: [], count: nil, environment: [])),
        Form(
            "stop: host-1/simple\ngrace: 5s", "stop: {target: host-1/simple, grace: 5s}",
            is: .stop(targets: one, grace: .seconds(5))),
        Form(
            "kill: host-1/simple", "kill: [host-1/simple]", "kill: {target: host-1/simple}",
            "kill: {target: host-1/simple, signal: SIGKILL}",
            is: .kill(targets: one, signal: "SIGKILL")),
        Form(
            "kill: host-1/simple\nsignal: TERM", "kill: {target: host-1/simple, signal: SIGTERM}",
            is: .kill(targets: one, signal: "SIGTERM")),
        Form(
            "kill: [{target: host-1/simple, signal: SIGTERM}, host-2]",
            is: .kill(targets: one, signal: "SIGTERM"),
            .kill(targets: [host("host-2")], signal: "SIGKILL")),
        Form(
            "restart: leader\nafter: 3s", "restart: {host: leader, after: 3s}",
            is: .restart(targets: [.leader], after: .seconds(3))),
        Form(
            "pause: host-1/simple\nfor: 2s", "pause: {target: host-1/simple, for: 2s}",
            is: .inject(.pause(targets: one), name: nil, duration: .seconds(2))),
        Form(
            "resume: host-1/simple", "resume: {target: host-1/simple}", is: .resume(targets: one)),
        Form(
            "leave: host-1", "leave: {host: host-1}", "leave: {target: [host-1]}",
            is: .leave(hosts: [host("host-1")])),
        Form(
            "maintenance: host-1/simple\nreason: upgrade",
            "maintenance: {target: host-1/simple, reason: upgrade}",
            is: .inject(
                .maintenance(targets: one, reason: "upgrade"), name: nil, duration: nil)),
    ]

    private static let faults = [
        Form(
            "partition: [[host-1], [host-2, host-3]]",
            "partition: [host-1, [host-2, host-3]]",
            "partition: {groups: [host-1, [host-2, host-3]]}",
            is: .inject(
                .partition(groups: [[host("host-1")], [host("host-2"), host("host-3")]]),
                name: nil, duration: nil)),
        Form(
            "partition: {groups: [minority], name: split, for: 10s}",
            is: .inject(
                .partition(groups: [[.minority]]), name: "split", duration: .seconds(10))),
        Form(
            "isolate: leader\nfor: 10s", "isolate: {host: leader, for: 10s}",
            is: .inject(.isolate(hosts: [.leader]), name: nil, duration: .seconds(10))),
        Form(
            "block: {from: host-1, to: [host-1, host-2], reject: true}\nfor: 1s",
            "block: {from: [host-1], to: [host-1, host-2]}\nreject: true\nfor: 1s",
            is: .inject(
                .block(from: [host("host-1")], to: two, reject: true), name: nil,
                duration: .seconds(1))),
        Form(
            "unplug: host-1\nnetwork: lan", "unplug: {host: host-1, network: lan}",
            is: .inject(
                .unplug(hosts: [host("host-1")], network: "lan"), name: nil, duration: nil)),
        Form(
            "plug: host-1", "plug: {host: host-1}",
            is: .plug(hosts: [host("host-1")], network: nil)),
        Form(
            "skew: {host: host-1, offset: -5m, drift: 50ppm}",
            "skew: host-1\noffset: -5m\ndrift: 50us/s",
            is: .inject(
                .skew(
                    hosts: [host("host-1")], offset: Interval(nanoseconds: -300_000_000_000),
                    driftPerBillion: 50_000), name: nil, duration: nil)),
        Form(
            "fill-disk: {host: host-1, leave: 1MiB}", "fill-disk: {target: host-1, leave: 1MiB}",
            is: .inject(
                .fillDisk(hosts: [host("host-1")], leave: 1 << 20), name: nil, duration: nil)),
        Form(
            "dns-fault: {on: host-1, answer: servfail, delay: 1s, match: /^simple/, for: 5s}",
            "dns-fault: {on: host-1, answer: SERVFAIL}\ndelay: 1s\nmatch: /^simple/\nfor: 5s",
            is: .inject(
                .dns(
                    hosts: [host("host-1")], answer: .servfail, delay: .seconds(1),
                    match: .matching("^simple")), name: nil, duration: .seconds(5))),
        Form("heal: all", "heal: [all]", is: .heal(names: [])),
        Form("heal: [partition, host-1/simple]", is: .heal(names: ["partition", "host-1/simple"])),
    ]

    private static let others = [
        Form(
            "exec: [echo, 5]\non: host-1\nexit: 3\nstdout: /5/\ncapture: five",
            "exec: {command: [echo, 5], on: host-1, exit: 3, stdout: /5/, capture: five}",
            is: .execute(
                ExecuteAction(
                    command: ["echo", "5"], on: [host("host-1")], exit: 3,
                    stdout: .matching("5"), capture: "five"))),
        Form(
            "exec: echo $HOME",
            is: .execute(ExecuteAction(command: ["/bin/sh", "-c", "echo $HOME"]))),
        Form(
            "kv: {put: a/b, value: 5}\nfrom: host-1", "kv: {put: a/b, value: 5, from: host-1}",
            is: .putKey(key: "a/b", value: "5", from: host("host-1"))),
        Form("kv: {put: a, value: ''}", is: .putKey(key: "a", value: "", from: nil)),
        Form("wait: 1m30s", "wait: {for: 90s}", is: .wait(.seconds(90))),
    ]

    @Test(arguments: processes + faults + others)
    func everyFormOfAnActionMeansTheSame(_ form: Form) throws {
        for text in form.texts {
            #expect(try actions(text) == form.expected, "\(text)")
        }
    }

    @Test func aDegradationHasConditionsAndADirection() throws {
        var link = LinkConditions()
        link.delay = .milliseconds(50)
        link.jitter = .milliseconds(10)
        link.loss = Probability(percent: 10)
        link.correlation = Probability(percent: 25)
        link.duplicate = Probability(percent: 1)
        link.reorder = Probability(percent: 2)
        link.corrupt = Probability(percent: 3)
        link.rate = BitRate(bitsPerSecond: 10_000_000)
        let keys =
            "delay: 50ms, jitter: 10ms, loss: 10%, correlation: 25%, duplicate: 1%, "
            + "reorder: 2%, corrupt: 3%, rate: 10mbit"
        #expect(
            try actions("degrade: {link: host-1, \(keys), direction: to, for: 3s}") == [
                .inject(
                    .degrade(.link(host("host-1")), link, .to), name: nil, duration: .seconds(3))
            ])
        #expect(
            try actions("degrade: {between: [host-1, [host-2, host-3]], \(keys)}") == [
                .inject(
                    .degrade(
                        .between([host("host-1")], [host("host-2"), host("host-3")]), link, .both),
                    name: nil, duration: nil)
            ])
    }

    @Test func aListOfLinksIsAFaultEach() throws {
        #expect(try actions("degrade: {link: [host-1, leader], loss: 10%}").count == 2)
        #expect(
            try actions("degrade: [{link: host-1, loss: 1%}, {link: host-2, delay: 1s}]").count == 2
        )
    }

    @Test func reorderingIsPossibleWhereTheNetworkHasADelay() throws {
        #expect(try actions("degrade: {link: host-1, reorder: 5%}").count == 1)
    }

    @Test func actionsHappenInTheOrderWritten() throws {
        let all = try actions("wait: 1s\nheal: all\nkill: host-1\nstart: simple\non: host-2")
        #expect(all.count == 4)
        guard case .wait = all[0], case .heal = all[1], case .kill = all[2], case .start = all[3]
        else {
            Issue.record("the order is another one: \(all)")
            return
        }
    }

    @Test func aKeyGoesToTheActionThatItIsWrittenAfter() throws {
        #expect(
            try actions("pause: host-1\nisolate: host-2\nfor: 5s") == [
                .inject(.pause(targets: [host("host-1")]), name: nil, duration: nil),
                .inject(.isolate(hosts: [host("host-2")]), name: nil, duration: .seconds(5)),
            ])
        #expect(
            try actions("start: simple\non: host-1\nexec: [ls]") == [
                .start(
                    targets: [host("simple")], on: [host("host-1")], count: nil, environment: []),
                .execute(ExecuteAction(command: ["ls"])),
            ])
    }

    @Test func jobsAreDeployedWhereThereIsAScheduler() throws {
        let scenario = try ScenarioLoader(directory: repository, environment: [:]).scenario(
            text: """
                topology:
                  networks: {lan: {subnet: 10.0.0.0/24}}
                  hosts: {a: {run: scheduler}}
                  components: {scheduler: {jobs: {web: {type: service, count: 2}}}}
                steps:
                  - deploy: web
                    count: 3
                  - deploy: {job: web}
                """
        ).scenario
        #expect(
            scenario.steps.flatMap { $0.actions.map(\.action) }
                == [.deploy(job: "web", count: 3), .deploy(job: "web", count: nil)])
    }
}
