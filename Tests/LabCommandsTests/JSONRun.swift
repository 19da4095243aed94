import Foundation

/// One line of `lab run --json`, with no key missing.
struct JSONRun: Decodable {
    struct Step: Decodable {
        var name: String
        var result: String
        var startedAt: Double
        var seconds: Double
        var message: String?
    }

    var scenario: String
    var backend: String
    var seed: UInt64
    var result: String
    var hash: String
    var virtualSeconds: Double
    var wallSeconds: Double
    var events: Int
    var measures: [String: Double]
    var steps: [Step]

    /// The keys of a line, as they are written.
    static let keys = [
        "scenario", "backend", "seed", "result", "hash", "virtualSeconds", "wallSeconds", "events",
        "measures", "steps",
    ]

    init(_ line: some StringProtocol) throws {
        self = try JSONDecoder().decode(JSONRun.self, from: Data(line.utf8))
    }
}
