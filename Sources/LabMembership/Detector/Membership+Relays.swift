import LabNetwork
import LabProgram

/// Pings for others (memberlist, `handleIndirectPing`).
extension Membership {
    /// More requests than this at one time are not heard.
    private static let relayLimit = 1024

    mutating func receiveIndirectPing(
        _ reader: inout ByteReader, from requester: Endpoint, on system: inout some System
    ) throws(ByteReader.Malformed) {
        let requesterSequence = try reader.number32()
        let target = NodeKey(bits: try reader.fixed64())
        let destination = try reader.endpoint()
        let wantsNack = try reader.byte() != 0
        guard relays.count < Membership.relayLimit else { return }
        let sequence = nextSequence()
        let timer = setTimer(
            .relay, value: UInt64(sequence), after: configuration.probeTimeout, on: &system)
        relays.append(
            Relay(
                sequence: sequence, requester: requester, requesterSequence: requesterSequence,
                wantsNack: wantsNack, timer: timer))
        var packet = beginPacket()
        writePing(sequence, for: target, to: &packet)
        sendWithNews(&packet, to: destination, on: &system)
    }

    mutating func relayAck(_ sequence: UInt32, on system: inout some System) {
        guard let place = relays.firstIndex(where: { $0.sequence == sequence }) else { return }
        let relay = relays.remove(at: place)
        system.cancelTimer(relay.timer)
        sendAck(relay.requesterSequence, to: relay.requester, on: &system)
    }

    mutating func relayTimedOut(_ sequence: UInt32, on system: inout some System) {
        guard let place = relays.firstIndex(where: { $0.sequence == sequence }) else { return }
        let relay = relays.remove(at: place)
        guard relay.wantsNack, configuration.lifeguard else { return }
        var packet = beginPacket()
        packet.byte(MessageKind.nack.rawValue)
        packet.number(UInt64(relay.requesterSequence))
        sendWithNews(&packet, to: relay.requester, on: &system)
    }
}
