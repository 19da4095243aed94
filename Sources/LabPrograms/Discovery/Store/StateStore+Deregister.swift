import LabNetwork
import LabProgram

extension StateStore {
    /// Removes a service, else a check, else a whole node; what is unknown is no error.
    mutating func deregister(
        _ deregistration: CatalogDeregistration, at index: UInt64, time: Instant
    ) {
        guard let position = nodes.position(of: deregistration.node) else { return }
        if !deregistration.serviceID.isEmpty {
            removeService(deregistration.serviceID, fromNodeAt: position, at: index, time: time)
        } else if !deregistration.checkID.isEmpty {
            removeCheck(deregistration.checkID, fromNodeAt: position, at: index, time: time)
        } else {
            removeNode(deregistration.node, at: index, time: time)
        }
    }

    /// Removes a node with everything on it; its sessions end.
    mutating func removeNode(_ name: String, at index: UInt64, time: Instant) {
        guard let position = nodes.position(of: name) else { return }
        let record = nodes[position]
        for service in record.services {
            removeService(service.id, fromNodeAt: position, at: index, time: time)
        }
        for check in record.checks {
            removeCheck(check.id, fromNodeAt: position, at: index, time: time)
        }
        nodes.remove(at: position)
        forgetDerived(of: record.node)
        indexes.nodes = index
        endSessions(at: index, time: time) { $0.node.equalsIgnoringCase(name) }
    }

    private mutating func removeService(
        _ id: String, fromNodeAt position: Int, at index: UInt64, time: Instant
    ) {
        guard let service = nodes[position].service(id) else { return }
        for check in nodes[position].checks
        where !check.isOfNode && check.serviceID.equalsIgnoringCase(id) {
            removeCheck(check.id, fromNodeAt: position, at: index, time: time)
        }
        nodes[position].removeService(id)
        unlink(service, at: index, isReplaced: false)
        indexes.services = index
    }

    private mutating func removeCheck(
        _ id: String, fromNodeAt position: Int, at index: UInt64, time: Instant
    ) {
        guard let check = nodes[position].removeCheck(id) else { return }
        touch(check, onNodeAt: position, at: index)
        indexes.checks = index
        endSessions(boundTo: check.id, onNode: check.node, at: index, time: time)
    }
}
