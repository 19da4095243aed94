import CLinux
import Glibc
import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// Those who are connected to the control socket.
extension Supervisor {
    /// How much may wait for a client to read before it is given up.
    private static let mostUnread = 64 << 20

    func acceptClients() {
        while true {
            let descriptor = lab_accept(listener)
            guard descriptor >= 0 else { return }
            var user = uid_t()
            guard lab_peer_user(descriptor, &user) == 0, user == geteuid() else {
                close(descriptor)
                continue
            }
            add(client: descriptor, holdsLease: false)
        }
    }

    func add(client descriptor: Int32, holdsLease: Bool) {
        let client = ControlClient(
            number: nextClient, descriptor: descriptor, holdsLease: holdsLease)
        nextClient += 1
        clients.append(client)
        client.token = loop.watch(
            descriptor, for: { [unowned client] in client.interest },
            { [unowned self, unowned client] happened in
                serve(client, happened)
            })
    }

    private func serve(_ client: ControlClient, _ happened: PollLoop.Interest) {
        if happened.contains(.write) { client.socket.flush() }
        if happened.contains(.read) {
            client.socket.receive()
            while let frame = client.socket.frame() { take(frame, from: client) }
        }
        renewHold(of: client)
        if !client.socket.isOpen { disconnect(client) }
    }

    private func take(_ frame: Frame, from client: ControlClient) {
        switch frame {
        case .message(let text):
            if client.isGreeted {
                takeRequest(text, from: client)
            } else {
                greet(client, text)
            }
        case .stream(let number, let bytes):
            client.commands[number]?.send(bytes)
        case .errorStream:
            client.socket.end("an error stream to a command")
        }
    }

    private func greet(_ client: ControlClient, _ text: [UInt8]) {
        guard let hello = try? Frame.decode(ControlHello.self, from: text) else {
            return client.socket.end("no hello")
        }
        client.send(
            ControlWelcome(
                version: ControlProtocol.version, beginning: beginning, information: described))
        guard hello.version == ControlProtocol.version else { return }
        client.isGreeted = true
        client.send(changes(Dictionary(uniqueKeysWithValues: hosts.map { ($0.name, $0.units) })))
    }

    private func takeRequest(_ text: [UInt8], from client: ControlClient) {
        guard let request = try? Frame.decode(ControlRequest.self, from: text) else {
            return client.socket.end("a request that means nothing")
        }
        perform(request, for: client)
    }

    /// Answers a request, after what has changed until now.
    func answer(
        _ client: ControlClient, _ number: UInt32, _ result: Result<ControlValue, LabError>
    ) {
        guard number != 0, client.socket.isOpen else { return }
        tellChanges()
        client.send(ControlMessage.answer(ControlAnswer(number: number, result: result)))
    }

    private func disconnect(_ client: ControlClient) {
        guard clients.contains(where: { $0 === client }) else { return }
        loop.forget(client.token)
        clients.removeAll { $0 === client }
        for command in client.commands.values { command.abandon() }
        for number in client.probes.values { forget(question: number) }
        stopTraffic(of: client)
        endCaptures(of: client)
        healFaults(of: client)
        if client.holdsLease { endLab() }
    }

    /// Lets a client's commands wait while it does not read, and go on when it does.
    func renewHold(of client: ControlClient) {
        let unread = client.socket.unsent
        if unread > Supervisor.mostUnread { client.socket.end("it does not read") }
        let holds = client.isHeld ? unread > HostStream.crowd / 4 : unread > HostStream.crowd
        guard holds != client.isHeld else { return }
        client.isHeld = holds
        for command in client.commands.values {
            command.host.order(.hold(command.number, holds))
        }
    }

    // MARK: What changes

    /// Notes that something happened that a check may see.
    func changed(_ host: SupervisedHost? = nil) {
        revision += 1
        events += 1
        if let host { changedHosts.insert(host.number) }
    }

    /// Tells every client what has changed since it was told last.
    func tellChanges() {
        guard toldRevision != revision else { return }
        toldRevision = revision
        for host in hosts where changedHosts.contains(host.number) {
            changedUnits[host.name] = host.units
        }
        tell(changes(changedUnits))
        changedHosts = []
        changedUnits = [:]
    }

    private func changes(_ units: [String: [UnitStatus]]) -> ControlMessage {
        .note(.changes(ControlChanges(units: units, revision: revision, events: events)))
    }

    /// Says something to every client.
    func tell(_ note: ControlMessage) {
        guard let frame = try? Frame.message(encoding: note) else { return }
        for client in clients where client.isGreeted { client.socket.send(frame) }
    }
}

extension ControlClient {
    /// What is waited for; a client whose commands take no more input is not read.
    var interest: PollLoop.Interest {
        var interest: PollLoop.Interest = socket.unsent > 0 ? [.write] : []
        if !commands.values.contains(where: \.isCrowded) { interest.insert(.read) }
        return interest
    }
}
