import LabModel

extension Check {
    /// The check in short words, such as `dns simple.service.consul`.
    public var subject: String {
        switch self {
        case .dns(let check):
            check.type == "A" ? "dns \(check.query)" : "dns \(check.query) \(check.type)"
        case .http(let check):
            check.method == "GET" ? "http \(check.url)" : "http \(check.method) \(check.url)"
        case .roundRobin(let check): "round-robin \(check.url)"
        case .leader(let check): "leader \(check.state.rawValue)"
        case .catalog(let check): "catalog \(check.service)"
        case .health(let check): "health \(check.service)"
        case .kv(let check): "kv \(check.key)"
        case .process(let check): "process \(check.target)"
        case .log(let check): "log \(check.target)"
        case .traffic(let checks):
            "traffic " + checks.map(\.name).joined(separator: ", ")
        case .any(let checks), .all(let checks), .not(let checks):
            "\(key) of " + checks.map(\.check.subject).joined(separator: "; ")
        case .members, .leadersPerTerm, .reach: key
        }
    }

    /// What one look is called: an answer where something is asked, else a sample.
    var noun: String {
        switch self {
        case .process, .log, .traffic, .leadersPerTerm: "sample"
        case .any(let checks), .all(let checks), .not(let checks):
            checks.contains { $0.check.noun == "answer" } ? "answer" : "sample"
        default: "answer"
        }
    }
}
