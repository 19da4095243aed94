import LabModel
import LabNetwork
import LabPrograms
import Testing

@testable import LabRunner

@Suite struct TurnsTests {
    @Test(arguments: [
        ("ababab", "ab", 0), ("bababa", "ab", 0), ("aaaa", "a", 0), ("abba", "ab", 1),
        ("aabb", "ab", 2), ("abcabc", "abc", 0), ("acbacb", "abc", 0), ("abcbca", "abc", 1),
        ("ab", "abc", 0), ("abcdefgabcdefg", "abcdefg", 0), ("abdcacbd", "abcd", 3),
    ])
    func countsTheTurnsThatAreMissing(names: String, members: String, skipped: Int) {
        #expect(Turns(names.map(String.init), members.map(String.init)).fewestSkipped == skipped)
    }

    @Test(arguments: [("abx", "ab"), ("aaaa", "ab"), ("ab", "")])
    func refusesOthersAndThoseThatNeverAnswer(names: String, members: String) {
        #expect(Turns(names.map(String.init), members.map(String.init)).fewestSkipped == nil)
    }

    @Test func ownTrafficToTheSamePlaceTakesTurnsToo() {
        func lab() -> FakeLab {
            let lab = FakeLab()
            lab.addInstance("simple", on: "host-1")
            lab.addInstance("simple", on: "host-2")
            lab.rotation["host-3:80/"] = ["id11", "id21", "id21", "id11"].map(hello)
            lab.traffic["browse"] = TrafficStatistics()
            return lab
        }
        let check = RoundRobinCheck(
            url: "http://host-3/", requests: 4, among: ["host-1/simple", "host-2/simple"])
        var scenario = Scenario.of(.of(expect: [.roundRobin(check)], within: .milliseconds(1)))
        #expect(run(scenario, in: lab()).outcome == .failed)
        scenario = .of(.of(expect: [.roundRobin(check)], within: .seconds(1)))
        #expect(run(scenario, in: lab()).outcome == .failed)
        scenario.traffic = [
            Traffic(name: "browse", url: "http://host-3/", period: .milliseconds(20))
        ]
        #expect(run(scenario, in: lab()).outcome == .passed)
        scenario.traffic[0].url = "http://host-1/"
        #expect(run(scenario, in: lab()).outcome == .failed)
    }
}
