import Testing

@testable import LabFiles

struct SpellingTests {
    @Test(arguments: [
        ("host-4", ["host-1", "host-2", "host-3"], "host-3"),
        ("answer", ["query", "answers", "type"], "answers"),
        ("raft-multiplier", ["raft_multiplier"], "raft_multiplier"),
        ("Timeout", ["timeout"], "timeout"),
        ("loadbalancer", ["discovery", "load-balancer"], "load-balancer"),
        ("balancr", ["balancer"], "balancer"),
        ("disc", ["registrator", "discovery"], "discovery"),
        ("itnerval", ["interval"], "interval"),
    ])
    func theNearestWordIsFound(_ word: String, _ known: [String], _ expected: String) {
        #expect(Spelling.nearest(to: word, among: known) == expected)
    }

    @Test(arguments: [("c", ["a", "b"]), ("img", ["on", "env"]), ("whatever", ["query"])])
    func nothingIsFoundWhereNothingIsNear(_ word: String, _ known: [String]) {
        #expect(Spelling.nearest(to: word, among: known) == nil)
    }
}
