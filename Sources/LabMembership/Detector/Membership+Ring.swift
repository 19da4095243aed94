import LabNetwork
import LabProgram

/// Those who are probed and gossiped to.
extension Membership {
    /// Puts a member at a random place, so that a death among the newcomers is not noticed later
    /// than others (SWIM, section 4.3).
    mutating func insertIntoRing(_ index: Int, on system: inout some System) {
        guard !nodes.records[index].isInRing else { return }
        nodes.records[index].isInRing = true
        let size = ring.count
        let place = Int(system.random(below: UInt64(size)))
        ring.append(Int32(truncatingIfNeeded: index))
        ring.swapAt(place, size)
    }

    /// At the end of a round, leaves out those who are gone for long and shuffles the others
    /// (memberlist, `resetNodes`).
    mutating func resetRing(on system: inout some System) {
        let oldest = system.now - configuration.gossipToTheDead
        var kept = 0
        for place in ring.indices {
            let index = Int(ring[place])
            let record = nodes.records[index]
            if record.state.isGone, record.changedAt < oldest, index != ownIndex {
                nodes.records[index].isInRing = false
                continue
            }
            ring[kept] = ring[place]
            kept += 1
        }
        ring.removeLast(ring.count - kept)
        system.shuffle(&ring)
    }

    /// Takes out a member that is forgotten.
    mutating func removeFromRing(_ index: Int) {
        guard nodes.records[index].isInRing,
            let place = ring.firstIndex(of: Int32(truncatingIfNeeded: index))
        else { return }
        nodes.records[index].isInRing = false
        ring.remove(at: place)
        if place < probePosition { probePosition -= 1 }
    }
}
