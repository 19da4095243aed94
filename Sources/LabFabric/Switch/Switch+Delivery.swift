import Glibc

extension Switch {
    /// Delivers a frame now, or keeps it until it arrives.
    mutating func pass(_ frame: EthernetFrame, to port: Int, at arrival: Int64) {
        // Frames that arrived before this one are delivered already.
        if arrival <= now {
            deliver(frame, to: port)
        } else if !queue.insert(frame, for: port, at: arrival) {
            ports[port].counters.overflowed += 1
        }
    }

    /// Delivers the frames whose time has come.
    mutating func deliverDue() {
        while queue.nextArrival <= now, let delivery = queue.removeFirst() {
            deliver(delivery.frame, to: delivery.port)
            queue.release(delivery.frame)
        }
    }

    /// Gives a frame to a host's device.
    mutating func deliver(_ frame: EthernetFrame, to port: Int) {
        guard ports[port].isAttached else {
            ports[port].counters.undeliverable += 1
            return
        }
        guard ports[port].isDatagrams else { return put(frame, on: port) }
        // A wire without an offload header carries only what is whole.
        guard frame.isSuperframe, var superframe = Superframe(frame) else {
            frame.completeChecksum()
            return put(frame, on: port)
        }
        while let next = superframe.next(into: segment) {
            next.completeChecksum()
            put(next, on: port)
        }
    }

    private mutating func put(_ frame: EthernetFrame, on port: Int) {
        let descriptor = ports[port].descriptor
        var written: Int
        repeat {
            written =
                ports[port].isDatagrams
                ? DatagramSocket.send(frame, to: descriptor)
                : write(descriptor, frame.base, frame.count)
        } while written < 0 && errno == EINTR
        guard written >= 0 else {
            switch errno {
            case EAGAIN, ENOBUFS, ENOMEM: ports[port].counters.overflowed += 1
            default: ports[port].counters.undeliverable += 1
            }
            return
        }
        ports[port].counters.framesToHost += 1
        ports[port].counters.bytesToHost += UInt64(frame.length)
        if ports[port].watchers > 0 { capture(frame, at: port, .toHost) }
    }

    /// Makes a port for each link that the model has by now.
    mutating func renewPorts() {
        for number in ports.count..<max(ports.count, model.portCount) {
            ports.append(
                SwitchPort(
                    host: model.host(ofPort: number), network: model.network(ofPort: number),
                    address: model.address(ofPort: number)))
        }
    }
}
