import CLinux
import Glibc
import LabHost
import LabModel
import LabNetwork
import LabRunner

/// Commands in hosts, and connections into them.
extension Supervisor {
    func execute(
        _ command: CommandSpec, on name: String, _ number: UInt32, _ client: ControlClient
    ) throws(LabError) {
        let host = try requireRunningHost(name)
        guard client.commands[number] == nil else { throw LabError("\(number) is taken") }
        let stream = HostStream(host: host, owner: .command(client, number))
        client.commands[number] = stream
        host.order(.execute(stream.number, command))
    }

    /// Bytes that came out of a host.
    func take(_ bytes: [UInt8], ofErrors: Bool, from stream: HostStream) {
        switch stream.owner {
        case .command(let client, let number):
            client.socket.send(ofErrors ? .errorStream(number, bytes) : .stream(number, bytes))
            renewHold(of: client)
        case .connection(let connection):
            if !connection.send(bytes) || connection.isOver { drop(connection) }
        }
    }

    /// A command has ended.
    func ended(_ stream: HostStream, code: Int32) {
        stream.host.streams[stream.number] = nil
        guard case .command(let client, let number) = stream.owner else { return }
        client.commands[number] = nil
        tellChanges()
        client.send(ControlMessage.note(.ended(number, code: code)))
    }

    /// Nothing more comes from a host's side of a stream.
    func ended(_ stream: HostStream, reason: String?) {
        switch stream.owner {
        case .command(let client, let number):
            stream.host.streams[stream.number] = nil
            client.commands[number] = nil
            client.send(ControlMessage.note(.streamClosed(number, reason: reason)))
        case .connection(let connection):
            // The other direction may go on, unless the connection has failed.
            if reason != nil || !connection.send([]) || connection.isOver { drop(connection) }
        }
    }

    // MARK: Published ports

    func publish(
        _ publication: LabInformation.Publication, _ listener: Int32?
    ) throws(LabError) {
        guard let listener else { throw LabError("no listening socket came along") }
        let port = PublishedPort(listener: listener, publication: publication)
        _ = try requireHost(publication.host)
        publications.append(port)
        information.published.append(publication)
        listen(port)
    }

    private func listen(_ port: PublishedPort) {
        port.token = loop.watch(port.listener, for: { [unowned self] in isSaving ? [] : .read }) {
            [unowned self, unowned port] _ in
            accept(port)
        }
    }

    private func accept(_ port: PublishedPort) {
        while true {
            let descriptor = lab_accept(port.listener)
            if descriptor == -EAGAIN || descriptor == -EINTR || descriptor == -ECONNABORTED {
                return
            }
            guard descriptor >= 0 else {
                // A listener that fails for good would be tried again and again.
                loop.forget(port.token)
                port.token = loop.after(.seconds(1)) { [unowned self, unowned port] in
                    listen(port)
                }
                return
            }
            let connection = PublishedConnection(descriptor: descriptor)
            guard let host = host(named: port.publication.host), host.power == .on else { continue }
            let stream = HostStream(host: host, owner: .connection(connection))
            connection.stream = stream
            connections.append(connection)
            host.order(.forward(stream.number, port: port.publication.hostPort))
            connection.token = loop.watch(
                descriptor, for: { [unowned connection] in connection.interest },
                { [unowned self, unowned connection] happened in
                    serve(connection, happened)
                })
        }
    }

    private func serve(_ connection: PublishedConnection, _ happened: PollLoop.Interest) {
        var stands = true
        if happened.contains(.write) { stands = connection.flush() }
        if stands && happened.contains(.read) { stands = connection.receive() }
        if !stands || connection.isOver { drop(connection) }
    }

    func drop(_ connection: PublishedConnection) {
        loop.forget(connection.token)
        connection.stream?.abandon()
        connection.stream = nil
        connections.removeAll { $0 === connection }
    }

    /// Takes back the ports of hosts that there are no more.
    func renewPublications() {
        for port in publications where host(named: port.publication.host) == nil {
            loop.forget(port.token)
        }
        publications.removeAll { host(named: $0.publication.host) == nil }
        information.published = publications.map(\.publication)
    }
}
