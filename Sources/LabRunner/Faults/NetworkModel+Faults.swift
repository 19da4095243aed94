import LabModel
import LabNetwork

extension NetworkModel {
    /// Puts in force what a fault does to the ways between hosts.
    ///
    /// - Parameter number: the host's number in the model, by its name.
    /// - Returns: what `removeRule` takes back; nothing for a fault of another kind.
    public mutating func addRules(
        for fault: ActiveFault, _ number: (String) throws(LabError) -> Int
    ) throws(LabError) -> [Int] {
        func numbers(_ names: [String]) throws(LabError) -> [Int] {
            var result: [Int] = []
            for name in names { result.append(try number(name)) }
            return result
        }
        switch fault {
        case .partition(let groups):
            var numbered: [[Int]] = []
            for group in groups { numbered.append(try numbers(group)) }
            return [addPartition(groups: numbered)]
        case .block(let from, let to, let reject):
            let receivers = try numbers(to)
            let pairs = try numbers(from).flatMap { a in receivers.map { (a, $0) } }
            return [addBlock(pairs: pairs, rejects: reject)]
        case .degradeBetween(let a, let b, let conditions, let direction):
            let (first, second) = (try numbers(a), try numbers(b))
            var rules: [Int] = []
            if direction != .from {
                rules.append(addPath(from: first, to: second, conditions: conditions))
            }
            if direction != .to {
                rules.append(addPath(from: second, to: first, conditions: conditions))
            }
            return rules
        case .pause, .unplug, .degradeLink, .skew, .fillDisk, .dns:
            return []
        }
    }

    /// Lets a host's cables be in or out as the faults in force say, the oldest first.
    ///
    /// - Parameter network: the network's number in the model, by its name.
    public mutating func renewCarrier(
        of name: String, host: Int, faults: [ActiveFault], network: (String) -> Int?
    ) {
        setCarrier(true, host: host)
        for case .unplug(let names, let unplugged) in faults where names.contains(name) {
            setCarrier(false, host: host, network: unplugged.flatMap(network))
        }
    }

    /// Gives a host's links the conditions that the faults in force come to, the oldest first.
    public mutating func renewConditions(of name: String, host: Int, faults: [ActiveFault]) {
        setConditions(nil, host: host, toHost: true, fromHost: true)
        for case .degradeLink(let names, let conditions, let direction) in faults
        where names.contains(name) {
            setConditions(
                conditions, host: host, toHost: direction != .from, fromHost: direction != .to)
        }
    }
}
