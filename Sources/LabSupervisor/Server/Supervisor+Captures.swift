import Glibc
import LabModel
import LabRunner

/// Packets, as clients want to see them.
extension Supervisor {
    func capture(
        _ number: UInt32, host name: String, network: String?, to descriptor: Int32?,
        _ client: ControlClient
    ) throws(LabError) {
        guard let descriptor else { throw LabError("no descriptor came along") }
        var links: [Link] = []
        do throws(LabError) {
            links = try self.links(of: name, network: network)
        } catch {
            close(descriptor)
            throw error
        }
        do {
            let id = try wires.startCapture(of: links, to: descriptor)
            captures.append(RunningCapture(client: client, number: number, id: id))
        } catch {
            throw LabError("\(error)")
        }
    }

    private typealias Link = (host: Int, network: Int, name: String)

    private func links(of name: String, network: String?) throws(LabError) -> [Link] {
        let host = try requireHost(name)
        var links: [Link] = []
        for (index, attachment) in host.definition.attachments.enumerated() {
            guard network == nil || network == attachment.network,
                let place = networks[attachment.network]
            else { continue }
            links.append((host.number, place, "\(name) eth\(index)"))
        }
        guard !links.isEmpty else {
            throw LabError("\(name) is not on the network \(network ?? "")")
        }
        return links
    }

    func endCapture(_ number: UInt32, of client: ControlClient, _ reply: Reply) {
        guard
            let place = captures.firstIndex(where: { $0.client === client && $0.number == number })
        else { return reply.answer(.success(.count(0))) }
        let capture = captures.remove(at: place)
        whenCaptured[capture.id] = reply
        stop(capture)
    }

    func endCaptures(of client: ControlClient) {
        for capture in captures where capture.client === client { stop(capture) }
        captures.removeAll { $0.client === client }
    }

    private func stop(_ capture: RunningCapture) {
        let (wires, id) = (wires, capture.id)
        work { .captured(id, packets: wires.endCapture(id)) }
    }

    /// Says how many packets a capture has written.
    func captured(_ id: Int, packets: Int) {
        whenCaptured.removeValue(forKey: id)?.answer(.success(.count(packets)))
    }
}
