import LabProgram

/// Whom the pool takes in, decided when two agents join (Consul, `agent/consul/merge.go`).
extension Membership {
    /// Why a state must not be merged; `nil` when it may be.
    func refusal(
        of count: Int, _ start: ByteReader, _ bytes: [UInt8]
    ) throws(ByteReader.Malformed) -> String? {
        guard configuration.mergeRule != .anyone else { return nil }
        var reader = start
        var ids: [NodeKey: Range<Int>] = [:]
        for _ in 0..<count {
            let entry = try StateEntry(from: &reader)
            guard !entry.state.isGone else { continue }
            if let refusal = refusal(of: entry.claim, bytes, &ids) { return refusal }
        }
        return nil
    }

    /// - Parameter ids: where the names of the members with each node id are.
    private func refusal(
        of claim: AliveClaim, _ bytes: [UInt8], _ ids: inout [NodeKey: Range<Int>]
    ) -> String? {
        var scanner = claim.tags(in: bytes)
        switch configuration.mergeRule {
        case .anyone:
            return nil
        case .servers:
            let role = scanner.value(ofKey: "role")
            return role == "consul" ? nil : "Member '\(claim.name(in: bytes))' is not a server"
        case .datacenter(let own):
            let range = claim.nameRange(in: bytes) ?? 0..<0
            while let tag = scanner.next() {
                switch scanner.key(of: tag) {
                case "dc":
                    let datacenter = scanner.value(of: tag)
                    guard datacenter != own else { continue }
                    let name = claim.name(in: bytes)
                    return "Member '\(name)' part of wrong datacenter '\(datacenter)'"
                case "id":
                    let id = scanner.valueKey(of: tag)
                    let text = scanner.value(of: tag)
                    let name = claim.name(in: bytes)
                    if claim.key != ownKey, text == ownTags["id"] {
                        return "Member '\(name)' has conflicting node ID '\(text)' "
                            + "with this agent's ID"
                    }
                    if let other = ids.updateValue(range, forKey: id) {
                        let otherName = String(decoding: bytes[other], as: UTF8.self)
                        return "Member '\(name)' has conflicting node ID '\(text)' "
                            + "with member '\(otherName)'"
                    }
                default: continue
                }
            }
            return nil
        }
    }
}
