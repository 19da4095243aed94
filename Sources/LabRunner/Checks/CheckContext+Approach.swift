import LabModel

extension CheckContext {
    /// How a check is looked at; checks made of others are taken apart before.
    func approach(to check: Check) -> Approach {
        switch check {
        case .dns(let check): approach(to: check)
        case .http(let check): approach(to: check)
        case .roundRobin(let check): approach(to: check)
        case .members(let check): approach(to: check)
        case .leader(let check): approach(to: check)
        case .leadersPerTerm(let limit): .decided(leadersPerTerm(atMost: limit))
        case .catalog(let check): approach(to: check, isHealth: false)
        case .health(let check): approach(to: check, isHealth: true)
        case .kv(let check): approach(to: check)
        case .process(let check): .decided(verdict(on: check))
        case .reach(let check): approach(to: check)
        case .log(let check): .decided(verdict(on: check))
        case .traffic(let checks): .decided(verdict(on: checks))
        case .any, .all, .not:
            .decided(Verdict(holds: false, expected: check.key, seen: "nothing was asked"))
        }
    }
}
