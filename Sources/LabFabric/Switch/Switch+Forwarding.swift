import LabNetwork

extension Switch {
    /// Takes a frame that a host sent.
    mutating func accept(_ frame: EthernetFrame, from port: Int) {
        ports[port].counters.framesFromHost += 1
        ports[port].counters.bytesFromHost += UInt64(frame.length)
        if ports[port].watchers > 0 { capture(frame, at: port, .fromHost) }
        switch frame.type {
        case EthernetFrame.ipv4:
            if frame.isForGroup { flood(frame, from: port) } else { forward(frame, from: port) }
        case EthernetFrame.arp: resolve(frame, from: port)
        default: ports[port].counters.ignored += 1
        }
    }

    /// Says who has an address, whether that host is up or not: silence is the faults' business.
    private mutating func resolve(_ frame: EthernetFrame, from port: Int) {
        guard let request = AddressResolution(frame) else {
            ports[port].counters.ignored += 1
            return
        }
        // A host that asks for its own address looks for a rival.
        if request.wanted == ports[port].address { return }
        guard let owner = model.port(with: request.wanted),
            model.network(ofPort: owner) == ports[port].network
        else {
            ports[port].counters.noSuchAddress += 1
            return
        }
        deliver(request.reply(into: workbench), to: port)
    }

    private mutating func flood(_ frame: EthernetFrame, from port: Int) {
        let network = ports[port].network
        for target in ports.indices
        where target != port && ports[target].isAttached && ports[target].network == network {
            send(frame, from: port, to: target, address: ports[target].address)
        }
    }

    private mutating func forward(_ frame: EthernetFrame, from port: Int) {
        guard let address = frame.destination, let target = model.port(with: address),
            target != port, model.network(ofPort: target) == ports[port].network
        else {
            ports[port].counters.noSuchAddress += 1
            return
        }
        // The model decides about packets, so it must see the ones that a wire would carry.
        if frame.isSuperframe,
            model.tellsPacketsApart(from: ports[port].host, to: address),
            var superframe = Superframe(frame)
        {
            while let next = superframe.next(into: segment) {
                send(next, from: port, to: target, address: address)
            }
        } else {
            send(frame, from: port, to: target, address: address)
        }
    }

    private mutating func send(
        _ frame: EthernetFrame, from port: Int, to target: Int, address: IPv4Address
    ) {
        let transit = model.transit(
            from: ports[port].host, to: address, bytes: frame.length,
            at: Instant(nanoseconds: now))
        switch transit.verdict {
        case .lost: ports[port].counters.lost += 1
        case .rejected:
            ports[port].counters.rejected += 1
            if let rejection = Rejection(frame) {
                deliver(rejection.message(into: workbench), to: port)
            }
        case .arrives(let arrival, let again):
            let arriving = transit.isCorrupted ? corruptedCopy(of: frame) : frame
            pass(arriving, to: target, at: arrival.nanoseconds)
            if let again { pass(arriving, to: target, at: again.nanoseconds) }
        }
    }

    private mutating func corruptedCopy(of frame: EthernetFrame) -> EthernetFrame {
        workbench.copyMemory(from: frame.base, byteCount: frame.count)
        let copy = EthernetFrame(base: workbench, count: frame.count)
        copy.flipBit(chance: bits.next())
        return copy
    }
}
