import LabNetwork
import LabProgram

extension Membership {
    mutating func nextSequence() -> UInt32 {
        sequence &+= 1
        return sequence
    }

    /// Begins a packet that has room for the news that waits.
    func beginPacket() -> ByteWriter {
        let isAlone = broadcasts.isEmpty && intents.isEmpty
        return Packet.begin(capacity: isAlone ? 32 : configuration.packetLimit)
    }

    /// Sends a packet.
    func send(_ packet: inout ByteWriter, to destination: Endpoint, on system: inout some System) {
        Packet.seal(&packet.bytes)
        system.send(packet.bytes, from: endpoint.port, to: destination)
    }

    /// Sends a packet with as much of the news that waits as fits (memberlist, `sendMsg`).
    mutating func sendWithNews(
        _ packet: inout ByteWriter, to destination: Endpoint, on system: inout some System
    ) {
        appendNews(to: &packet, on: &system)
        count(packet)
        send(&packet, to: destination, on: &system)
    }

    mutating func count(_ packet: ByteWriter) {
        statistics.packetsSent += 1
        statistics.bytesSent += UInt64(packet.bytes.count)
    }

    mutating func sendAck(
        _ sequence: UInt32, to destination: Endpoint, on system: inout some System
    ) {
        var packet = beginPacket()
        packet.byte(MessageKind.ack.rawValue)
        packet.number(UInt64(sequence))
        sendWithNews(&packet, to: destination, on: &system)
    }

    mutating func receive(_ datagram: Datagram, on system: inout some System) {
        guard phase != .idle else { return }
        statistics.packetsReceived += 1
        guard Packet.isIntact(datagram.payload) else {
            statistics.malformed += 1
            return
        }
        var reader = ByteReader(datagram.payload, from: Packet.headerLength)
        do throws(ByteReader.Malformed) {
            while reader.remaining > 0 {
                try receiveMessage(&reader, datagram, on: &system)
            }
        } catch {
            statistics.malformed += 1
        }
    }

    private mutating func receiveMessage(
        _ reader: inout ByteReader, _ datagram: Datagram, on system: inout some System
    ) throws(ByteReader.Malformed) {
        guard let kind = MessageKind(rawValue: try reader.byte()) else {
            throw ByteReader.Malformed()
        }
        switch kind {
        case .ping:
            let sequence = try reader.number32()
            let target = NodeKey(bits: try reader.fixed64())
            receivePing(sequence, for: target, from: datagram.source, on: &system)
        case .indirectPing:
            try receiveIndirectPing(&reader, from: datagram.source, on: &system)
        case .ack:
            receiveAck(try reader.number32(), on: &system)
        case .nack:
            receiveNack(try reader.number32())
        case .suspect:
            let key = NodeKey(bits: try reader.fixed64())
            let incarnation = try reader.number32()
            let source = NodeKey(bits: try reader.fixed64())
            applySuspect(key, incarnation, from: source, on: &system)
        case .dead:
            let key = NodeKey(bits: try reader.fixed64())
            let incarnation = try reader.number32()
            let source = NodeKey(bits: try reader.fixed64())
            applyDead(key, incarnation, from: source, on: &system)
        case .alive:
            let claim = try AliveClaim(from: &reader)
            applyAlive(claim, in: datagram.payload, on: &system)
        case .joinIntent, .leaveIntent, .pruneIntent:
            let key = NodeKey(bits: try reader.fixed64())
            receiveIntent(kind, of: key, at: try reader.number32(), on: &system)
        }
    }

    private mutating func receivePing(
        _ sequence: UInt32, for target: NodeKey, from source: Endpoint, on system: inout some System
    ) {
        guard target == ownKey else {
            system.log(
                .warning,
                detectorLine("Got ping for unexpected node \(name(of: target)) from=\(source)"))
            return
        }
        sendAck(sequence, to: source, on: &system)
    }
}
