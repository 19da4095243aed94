import LabNetwork
import LabProgram

/// UDP with real bytes, and ICMP echoes.
extension World {
    /// Bytes of the Ethernet, IPv4 and UDP headers around a datagram.
    static let datagramOverhead = 14 + 20 + 8
    /// Bytes of the frame of a ping with its usual 56 bytes of data.
    static let echoSize = 14 + 20 + 8 + 56

    func sendDatagram(
        _ payload: [UInt8], from process: SimulatedProcess, port: UInt16, to target: Endpoint
    ) {
        let host = process.host
        if host.isLocal(target.address) {
            let source = target.address.isLoopback ? IPv4Address.loopback : target.address
            let datagram = Datagram(
                port: target.port, source: Endpoint(source, port), payload: payload)
            queue.schedule(
                .datagram(host: Int32(host.index), datagram),
                at: (now + Self.loopbackDelay).nanoseconds)
            return
        }
        guard let receiver = network.host(with: target.address),
            let source = network.source(of: host.index, towards: target.address)
        else { return }
        let transit = network.transit(
            from: host.index, to: target.address, bytes: payload.count + Self.datagramOverhead,
            at: now)
        // A flipped bit fails the UDP checksum (RFC 768), so nobody hears of the datagram.
        guard case .arrives(let time, let again) = transit.verdict, !transit.isCorrupted else {
            return
        }
        let occurrence = Occurrence.datagram(
            host: Int32(receiver),
            Datagram(port: target.port, source: Endpoint(source, port), payload: payload))
        queue.schedule(occurrence, at: time.nanoseconds)
        if let again { queue.schedule(occurrence, at: again.nanoseconds) }
    }

    func receive(_ datagram: Datagram, on host: SimulatedHost, _ occurrence: Occurrence) {
        guard host.isUp else { return }
        for opened in host.datagramPorts where opened.port == datagram.port {
            if isAwake(opened.process, for: occurrence) {
                deliver(
                    .datagram(datagram), to: opened.process, kind: 2,
                    digest: TraceHash.digest(datagram.payload) ^ UInt64(datagram.source.port))
            }
            return
        }
    }

    func ping(
        _ address: IPv4Address, timeout: Interval, from process: SimulatedProcess
    ) -> ExchangeID {
        let exchange = ExchangeID(rawValue: 1 << 63 | nextPingID)
        nextPingID += 1
        let answer = echo(from: process.host, to: address)
        let deadline = now + timeout
        let isInTime = answer.map { $0 <= deadline } ?? false
        queue.schedule(
            .pong(process: process.id, exchange, isInTime),
            at: (isInTime ? answer ?? deadline : deadline).nanoseconds)
        return exchange
    }

    /// When an echo is back, judged by the state of the wires and of the other host now.
    private func echo(from host: SimulatedHost, to address: IPv4Address) -> Instant? {
        if host.isLocal(address) { return now + Self.loopbackDelay }
        guard let target = network.host(with: address), hosts[target].isUp,
            let source = network.source(of: host.index, towards: address)
        else { return nil }
        let there = network.transit(
            from: host.index, to: address, bytes: Self.echoSize, at: now)
        guard case .arrives(let arrival, _) = there.verdict, !there.isCorrupted else { return nil }
        let back = network.transit(
            from: target, to: source, bytes: Self.echoSize, at: arrival)
        guard case .arrives(let answer, _) = back.verdict, !back.isCorrupted else { return nil }
        return answer
    }
}
