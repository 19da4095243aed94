import Foundation
import LabTesting
import Testing

// The examples of README.md, to the letter; the last test makes sure of it.

@Test func dnsForgetsAHostThatLostPower() throws {
    let lab = try SimulatedLab(topology: .named("three-node"), seed: 7)
    try lab.start(service: "simple", on: "host-1", "host-2")
    try lab.expect(
        .dns("simple.service.consul", answers: ["host-1", "host-2"]), within: .seconds(10))
    try lab.kill("host-1")
    try lab.expect(.dns("simple.service.consul", answers: ["host-2"]), within: .seconds(30))
}

@Test(arguments: 1...5)
func theBalancerFollows(seed: UInt64) throws {
    try SimulatedLab.run(scenario: "failover", seed: seed)
}

/// Answers every request with a word of its own.
struct Parrot: Program {
    let word: String
    let ports: [UInt16]

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: for port in ports { try? system.serveHTTP(port: port) }
        case .request(let exchange, _, _, _):
            system.respond(HTTPResponse(status: 200, text: word), to: exchange)
        case .stopRequested: system.exit(code: 0)
        default: break
        }
    }
}

@Test func aProgramOfOnesOwnIsFoundAndAsked() throws {
    var programs = ProgramRegistry.builtin
    programs.replaceImage(named: "hello") { context in
        Parrot(word: "squawk", ports: context.container.ports.compactMap(\.published))
    }
    let lab = try SimulatedLab(topology: .named("three-node"), programs: programs)
    try lab.start(service: "simple", on: "host-1")
    var check = HTTPCheck(url: "http://host-3/")
    check.contains = [.exactly("squawk")]
    try lab.expect(.http(check))
}

@Test func theExamplesOfTheReadmeAreThese() throws {
    let lines = Set(try text(of: #filePath).split(separator: "\n"))
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let blocks = try text(of: root.appendingPathComponent("README.md").path)
        .components(separatedBy: "```").filter { $0.hasPrefix("swift\n") }
    #expect(blocks.count == 3)
    for line in blocks.joined(separator: "\n").split(separator: "\n") where line != "swift" {
        #expect(lines.contains(line), "\(line) is in no test")
    }
}

private func text(of path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
}
