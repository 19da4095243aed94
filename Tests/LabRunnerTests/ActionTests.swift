import LabModel
import LabNetwork
import LabProgram
import LabRunner
import Testing

@Suite struct ActionTests {
    /// What the lab was asked to do by actions.
    private func calls(_ actions: Action..., in lab: FakeLab = FakeLab()) -> [String] {
        run(.of(.of(actions)), in: lab)
        return lab.calls
    }

    private func lab(with places: String...) -> FakeLab {
        let lab = FakeLab()
        for place in places { lab.addInstance("simple", on: place) }
        return lab
    }

    private func start(_ targets: Target..., on: [Target] = [], count: Int? = nil) -> Action {
        .start(targets: targets, on: on, count: count, environment: [])
    }

    @Test func startsAService() {
        #expect(
            calls(start(.name("simple"), on: [.name("host-1")]))
                == ["0.000 deploy 1 simple on host-1"])
        #expect(
            calls(start(.name("simple"), count: 2))
                == ["0.000 deploy 2 simple on host-1", "0.000 deploy 2 simple on host-2"])
        #expect(calls(start(.part("host-2", "simple"))) == ["0.000 deploy 1 simple on host-2"])
    }

    @Test func startsContainersAgainBeforeItMakesNewOnes() {
        let lab = lab(with: "host-1")
        lab.set(.instance(host: "host-1", service: "simple", index: 1), .signaled("SIGKILL"))
        #expect(
            calls(start(.name("simple"), on: [.name("host-1")], count: 2), in: lab)
                == ["0.000 start host-1/simple.1", "0.000 deploy 1 simple on host-1"])
        #expect(calls(start(.part("host-1", "simple")), in: self.lab(with: "host-1")).isEmpty)
    }

    @Test func startsAHostOrWhatIsDownOnIt() {
        let lab = FakeLab()
        lab.set(.component(host: "host-1", name: "registrator"), .exited(1))
        #expect(calls(start(.name("host-1")), in: lab) == ["0.000 start host-1/registrator"])
        let dark = FakeLab()
        dark.set(.host("host-2"), .signaled("SIGKILL"))
        #expect(
            calls(start(.name("host-2"), .part("host-2", "simple")), in: dark)
                == ["0.000 start host-2", "0.000 deploy 1 simple on host-2"])
    }

    @Test func stopWaitsAndThenKills() {
        let lab = lab(with: "host-1")
        #expect(
            calls(.stop(targets: [.part("host-1", "simple")], grace: nil), in: lab)
                == ["0.000 stop host-1/simple.1"])
        #expect(lab.now == .start + .milliseconds(100))
        let stubborn = self.lab(with: "host-1")
        stubborn.stopTime = nil
        #expect(
            calls(.stop(targets: [.part("host-1", "simple")], grace: .seconds(3)), in: stubborn)
                == ["0.000 stop host-1/simple.1", "3.000 kill host-1/simple.1 SIGKILL"])
    }

    @Test func killAndRestart() {
        #expect(
            calls(.kill(targets: [.name("host-1")], signal: "SIGKILL"))
                == ["0.000 kill host-1 SIGKILL"])
        #expect(
            calls(.kill(targets: [.part("host-1", "discovery", nil)], signal: "SIGHUP"))
                == ["0.000 kill host-1/discovery SIGHUP"])
        #expect(
            calls(
                .restart(targets: [.part("host-1", "simple", 1)], after: .seconds(2)),
                in: lab(with: "host-1"))
                == ["0.000 stop host-1/simple.1", "2.100 start host-1/simple.1"])
    }

    @Test func actionsHappenInTheOrderWritten() {
        #expect(
            calls(
                .wait(.seconds(1)), .kill(targets: [.name("host-2")], signal: "SIGKILL"),
                .wait(.seconds(1)), start(.name("host-2")))
                == ["1.000 kill host-2 SIGKILL", "2.000 start host-2"])
    }

    @Test func leaderIsWhoSaysSoOfItself() {
        let lab = FakeLab()
        lab.leader = "host-3"
        let recorder = Recorder()
        run(
            .of(.of([.kill(targets: [.leader], signal: "SIGKILL")])), in: lab, recorder: recorder)
        #expect(lab.calls == ["0.000 kill host-3 SIGKILL"])
        #expect(recorder.actions == ["kill leader (host-3)"])
    }

    @Test func waitsForALeaderUntilTheDeadline() {
        let lab = FakeLab()
        lab.leader = nil
        lab.at(.seconds(4)) { $0.leader = "host-2" }
        #expect(
            calls(
                .kill(
                    targets: [.part(host: .leader, name: "discovery", index: nil)],
                    signal: "SIGKILL"), in: lab
            )
            .last?.hasSuffix("kill host-2/discovery SIGKILL") == true)
        let headless = FakeLab()
        headless.leader = nil
        let result = run(.of(.of([.kill(targets: [.leader], signal: "SIGKILL")])), in: headless)
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("leader stood for nothing") == true)
        #expect(headless.calls.isEmpty)
    }

    @Test func followersAndServers() {
        let lab = FakeLab()
        run(.of(.of([.kill(targets: [.followers], signal: "SIGKILL")])), in: lab)
        #expect(lab.calls == ["0.000 kill host-2 SIGKILL", "0.000 kill host-3 SIGKILL"])
        let all = FakeLab()
        run(.of(.of([.kill(targets: [.servers], signal: "SIGKILL")])), in: all)
        #expect(all.calls.count == 3)
    }

    @Test func minorityAndMajorityOfOneActionCompleteEachOther() {
        for seed in 1...20 {
            let lab = FakeLab()
            let fault = Fault.partition(groups: [[.minority], [.majority]])
            var found: [ActiveFault] = []
            lab.at(.seconds(1)) { found = $0.injected }
            run(
                .of(.of([.inject(fault, name: nil, duration: nil), .wait(.seconds(2))])), in: lab,
                options: RunOptions(seed: UInt64(seed)))
            guard case .partition(let groups)? = found.first else {
                Issue.record("no partition")
                return
            }
            #expect(groups.map(\.count) == [1, 2, 1])
            #expect(Set(groups.flatMap(\.self)).count == 4)
            #expect(groups.last == ["client"])
        }
    }

    @Test func oneOfIsPickedWithTheSeed() {
        func picked(_ seed: UInt64) -> [String] {
            let lab = FakeLab()
            run(
                .of(
                    .of([
                        .kill(
                            targets: [.oneOf([.name("host-1"), .name("host-2")])], signal: "SIGKILL"
                        )
                    ])),
                in: lab, options: RunOptions(seed: seed))
            return lab.calls
        }
        #expect(picked(3) == picked(3))
        #expect(Set((1...20).map { picked($0) }).count == 2)
    }

    @Test func checksMeanWhatWasPickedLast() {
        for seed in 1...10 {
            let lab = FakeLab()
            let target = Target.oneOf([.name("host-1"), .name("host-2")])
            let result = run(
                .of(
                    .of(
                        [.kill(targets: [target], signal: "SIGKILL")],
                        expect: [.process(ProcessCheck(target: target, state: .signaled))])),
                in: lab, options: RunOptions(seed: UInt64(seed)))
            #expect(result.outcome == .passed)
        }
    }

    @Test func anInstanceThatIsNotThereIsSaidSo() {
        let result = run(
            .of(.of([.kill(targets: [.part("host-1", "simple")], signal: "SIGKILL")])),
            in: FakeLab())
        #expect(result.outcome == .failed)
        #expect(
            result.message
                == "kill: nothing to kill: host-1/simple stood for nothing that is there")
    }

    @Test func writesAKeyUntilALeaderTakesIt() {
        let lab = FakeLab()
        lab.http["host-1:8500/v1/kv/a"] = HTTPResponse(status: 500, text: "No cluster leader")
        lab.at(.seconds(2)) {
            $0.http["host-1:8500/v1/kv/a"] = HTTPResponse(status: 200, text: "true")
        }
        let result = run(
            .of(.of([.putKey(key: "a", value: "b", from: .name("client"))])), in: lab)
        #expect(result.outcome == .passed)
        #expect(lab.calls.last?.hasSuffix("PUT host-1:8500/v1/kv/a b") == true)
        let headless = FakeLab()
        headless.http["host-1:8500/v1/kv/a"] = HTTPResponse(status: 500, text: "No cluster leader")
        let failed = run(.of(.of([.putKey(key: "a", value: "b", from: nil)])), in: headless)
        #expect(failed.outcome == .failed)
        #expect(failed.message?.contains("status 500, No cluster leader") == true)
    }

    @Test func leaveIsTheAgents() {
        #expect(calls(.leave(hosts: [.name("host-2")])) == ["0.000 leave host-2"])
    }

    @Test func execAndDeployAreRefusedBeforeAnythingStarts() {
        let lab = FakeLab()
        let exec = Action.execute(ExecuteAction(command: ["true"]))
        let result = run(
            .of(.of([.kill(targets: [.name("host-1")], signal: "SIGKILL"), exec])), in: lab)
        #expect(result.outcome == .error)
        #expect(result.exitStatus == 3)
        #expect(result.message?.contains("step: memory runs no real programs") == true)
        #expect(lab.calls.isEmpty)
        let deploy = run(.of(.of([.deploy(job: "web", count: nil)])), in: FakeLab())
        #expect(deploy.message?.contains("role scheduler") == true)
        let skew = Action.inject(
            .skew(hosts: [.name("host-1")], offset: .seconds(1), driftPerBillion: 0), name: nil,
            duration: nil)
        #expect(run(.of(.of([skew])), in: FakeLab(backend: "netns")).outcome == .error)
    }

    @Test func maintenanceIsARequestToTheAgent() {
        let lab = lab(with: "host-1")
        lab.http["host-1:8500/v1/agent/maintenance?enable=true&reason=a%20b"] = HTTPResponse()
        lab.http["host-1:8500/v1/agent/maintenance?enable=false"] = HTTPResponse()
        let fault = Fault.maintenance(targets: [.name("host-1")], reason: "a b")
        #expect(
            calls(.inject(fault, name: nil, duration: nil), .heal(names: []), in: lab) == [
                "0.000 PUT host-1:8500/v1/agent/maintenance?enable=true&reason=a%20b ",
                "0.000 PUT host-1:8500/v1/agent/maintenance?enable=false ",
            ])
    }

    @Test func maintenanceOfAnInstanceIsThatOfItsService() {
        let lab = lab(with: "host-1")
        lab.http["host-1:8500/v1/agent/services"] = HTTPResponse(
            status: 200, text: #"{"h:simple.1:5000": {"Service": "simple", "Port": 32768}}"#)
        let path = "host-1:8500/v1/agent/service/maintenance/h%3Asimple.1%3A5000"
        lab.http["\(path)?enable=true"] = HTTPResponse()
        lab.http["\(path)?enable=false"] = HTTPResponse()
        let fault = Fault.maintenance(targets: [.part("host-1", "simple")], reason: nil)
        let found = calls(
            .inject(fault, name: nil, duration: .seconds(2)), .wait(.seconds(3)), in: lab)
        #expect(found.count == 2)
        #expect(found.first?.hasSuffix("PUT \(path)?enable=true ") == true)
        #expect(found.last == "2.001 PUT \(path)?enable=false ")
    }
}

extension FakeLab {
    /// The faults in force, in the order of their numbers.
    var injected: [ActiveFault] {
        faults.keys.sorted { $0.rawValue < $1.rawValue }.compactMap { faults[$0] }
    }
}
