import LabNetwork
import LabProgram

extension TwinTests {
    static let cases = [
        refused, conversation, clientHangsUp, answered, nobodyServes, silentServer, abandoned,
        timers, datagrams, portTwice, stops, sendsAndExits,
    ]

    private static func asks(
        _ timeouts: HTTPTimeouts = HTTPTimeouts(total: .seconds(30)),
        _ request: HTTPRequest = HTTPRequest(target: "/x?y=1")
    ) -> @Sendable ([UInt16]) -> Scripted.Script {
        { ports in
            { event, system in
                guard case .started = event else { return }
                _ = system.request(request, to: Endpoint(.loopback, ports[0]), timeouts: timeouts)
            }
        }
    }

    private static func listens(
        _ script: @escaping Scripted.Script = { _, _ in }
    ) -> @Sendable ([UInt16]) -> Scripted.Script {
        { ports in
            { event, system in
                if case .started = event { try? system.listen(port: ports[0]) }
                script(event, &system)
            }
        }
    }

    private static func serves(
        _ script: @escaping Scripted.Script = { _, _ in }
    ) -> @Sendable ([UInt16]) -> Scripted.Script {
        { ports in
            { event, system in
                if case .started = event { try? system.serveHTTP(port: ports[0]) }
                script(event, &system)
            }
        }
    }

    private static let refused = Twins(
        testDescription: "a port without listener refuses",
        scripts: [
            (
                "client",
                { ports in
                    { event, system in
                        guard case .started = event else { return }
                        let connection = system.connect(
                            to: Endpoint(.loopback, ports[0]), timeout: .seconds(30))
                        system.send([1], on: connection)
                    }
                }
            )
        ], last: ["client": "closed refused"])

    private static let conversation = Twins(
        testDescription: "bytes before the handshake, an answer, the end",
        scripts: [
            (
                "server",
                listens { event, system in
                    guard case .received(let connection, let bytes) = event else { return }
                    system.send(Array("you said ".utf8) + bytes, on: connection)
                    system.close(connection)
                    system.send(Array("more".utf8), on: connection)
                }
            ),
            (
                "client",
                { ports in
                    { event, system in
                        guard case .started = event else { return }
                        let connection = system.connect(
                            to: Endpoint(.loopback, ports[0]), timeout: .seconds(30))
                        system.send(Array("hello".utf8), on: connection)
                    }
                }
            ),
        ], last: ["server": "received hello", "client": "closed finished"])

    private static let clientHangsUp = Twins(
        testDescription: "a client that closes after it has sent",
        scripts: [
            ("server", listens()),
            (
                "client",
                { ports in
                    { event, system in
                        if case .started = event {
                            _ = system.connect(
                                to: Endpoint(.loopback, ports[0]), timeout: .seconds(30))
                        }
                        guard case .connected(let connection) = event else { return }
                        system.send(Array("bye".utf8), on: connection)
                        system.close(connection)
                    }
                }
            ),
        ], last: ["server": "closed finished", "client": "connected"])

    private static let answered = Twins(
        testDescription: "an HTTP request with a body is answered",
        scripts: [
            (
                "server",
                serves { event, system in
                    guard case .request(let exchange, let request, _, _) = event else { return }
                    let size = request.body.count
                    system.respond(HTTPResponse(status: 201, text: "got \(size)"), to: exchange)
                    system.respond(HTTPResponse(status: 500, text: "again"), to: exchange)
                }
            ),
            (
                "client",
                asks(
                    HTTPTimeouts(total: .seconds(30)),
                    HTTPRequest(method: "PUT", target: "/k", body: .init(repeating: 7, count: 9)))
            ),
        ], last: ["server": "request PUT /k 9 bytes", "client": "response 201 got 9"])

    private static let nobodyServes = Twins(
        testDescription: "nobody serves HTTP", scripts: [("client", asks())],
        last: ["client": "failed refused"])

    private static let silentServer = Twins(
        testDescription: "a program that never answers",
        scripts: [
            ("server", serves()),
            ("client", asks(HTTPTimeouts(connect: .seconds(20), total: .milliseconds(500)))),
        ], last: ["server": "abandoned", "client": "failed timedOut"])

    private static let abandoned = Twins(
        testDescription: "a client that gives up its request when it is told that it arrived",
        scripts: [
            (
                "server",
                { ports in
                    { event, system in
                        if case .started = event {
                            try? system.serveHTTP(port: ports[0])
                            try? system.openDatagrams(port: ports[1])
                        }
                        guard case .request = event else { return }
                        system.send([5], from: ports[1], to: Endpoint(.loopback, ports[2]))
                    }
                }
            ),
            (
                "client",
                { ports in
                    { event, system in
                        switch event {
                        case .started:
                            try? system.openDatagrams(port: ports[2])
                            // The first handle that the program is given.
                            _ = system.request(
                                HTTPRequest(target: "/"), to: Endpoint(.loopback, ports[0]),
                                timeouts: HTTPTimeouts(total: .seconds(50)))
                        case .datagram:
                            for number in 0...1 as ClosedRange<UInt64> {
                                system.abandon(ExchangeID(rawValue: number))
                            }
                        default: break
                        }
                    }
                }
            ),
        ], last: ["server": "abandoned", "client": "datagram [5]"])

    private static let timers = Twins(
        testDescription: "timers in the order of their times, then of their making",
        scripts: [
            (
                "one",
                { _ in
                    { event, system in
                        func set(_ milliseconds: Int64, _ value: UInt64) -> TimerID {
                            system.setTimer(
                                after: .milliseconds(milliseconds),
                                TimerToken(scope: 0, kind: 0, value: value))
                        }
                        switch event {
                        case .started:
                            _ = set(40, 4)
                            _ = set(10, 1)
                            let never = set(15, 99)
                            _ = set(20, 2)
                            _ = set(0, 0)
                            system.cancelTimer(never)
                            system.cancelTimer(never)
                            _ = set(-5, 5)
                        case .timer(let token) where token.value == 4: _ = set(5, 3)
                        default: break
                        }
                    }
                }
            )
        ], last: ["one": "timer 3"])

    private static let datagrams = Twins(
        testDescription: "datagrams to another port, to nobody, and back",
        scripts: [
            (
                "echo",
                { ports in
                    { event, system in
                        if case .started = event { try? system.openDatagrams(port: ports[0]) }
                        guard case .datagram(let datagram) = event else { return }
                        system.send(
                            datagram.payload + [9], from: ports[0], to: datagram.source)
                    }
                }
            ),
            (
                "client",
                { ports in
                    { event, system in
                        guard case .started = event else { return }
                        try? system.openDatagrams(port: ports[1])
                        system.send([3], from: ports[1], to: Endpoint(.loopback, ports[2]))
                        system.send([1], from: ports[1], to: Endpoint(.loopback, ports[0]))
                        system.send([2], from: ports[1], to: Endpoint(.loopback, ports[0]))
                    }
                }
            ),
        ], last: ["client": "datagram [2, 9]"])

    private static let portTwice = Twins(
        testDescription: "a port that another program holds",
        scripts: [
            ("first", listens()),
            (
                "second",
                { ports in
                    { event, system in
                        guard case .started = event else { return }
                        do {
                            try system.serveHTTP(port: ports[0])
                        } catch {
                            let isRight = error as? SystemError == .portInUse(ports[0])
                            _ = system.setTimer(
                                after: .zero,
                                TimerToken(scope: 0, kind: 0, value: isRight ? 1 : 0))
                        }
                    }
                }
            ),
        ], last: ["second": "timer 1"])

    private static let stops = Twins(
        testDescription: "a program that ends hears nothing more",
        scripts: [
            (
                "one",
                { ports in
                    { event, system in
                        switch event {
                        case .started:
                            _ = system.setTimer(after: .zero, TimerToken(rawValue: 1))
                            _ = system.setTimer(after: .zero, TimerToken(rawValue: 2))
                        default: system.exit(code: 3)
                        }
                    }
                }
            )
        ], last: ["one": "timer 1"])

    private static let sendsAndExits = Twins(
        testDescription: "what a program answers before it ends still arrives",
        scripts: [
            (
                "server",
                serves { event, system in
                    guard case .request(let exchange, _, _, _) = event else { return }
                    let body = [UInt8](repeating: 65, count: 3_000_000)
                    system.respond(HTTPResponse(status: 299, body: body), to: exchange)
                    system.exit(code: 0)
                }
            ), ("client", asks()),
        ], last: ["client": "response 299 \(String(repeating: "A", count: 3_000_000))"])
}
