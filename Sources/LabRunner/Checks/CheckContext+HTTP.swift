import LabModel
import LabNetwork
import LabProgram
import LabPrograms

/// An HTTP request on its way to a place that may be a host of the topology.
struct PlacedRequest: Hashable {
    /// The address, or a name that DNS is asked for.
    var place: String
    /// The host of the topology that it is, if it is one.
    var host: String?
    /// The port.
    var port: UInt16
    /// The request.
    var request: HTTPRequest
}

extension Topology {
    /// A request as it goes out from a host.
    ///
    /// A host's name stands for its address. So does a name with a host's after its first label, such as `nginx-80.host-1.example`. The `Host` field says what the URL says.
    /// Every other name is left to DNS.
    ///
    /// - Throws: what is wrong with the URL, in words.
    func request(
        _ url: String, method: String = "GET", headers: [HTTPCheck.Header<String>] = [],
        body: String? = nil, from asker: String
    ) throws(LabError) -> PlacedRequest {
        let address = try WebAddress(url)
        var fields = headers.map { HTTPHeader($0.name, $0.value) }
        if fields["Host"] == nil { fields.insert(HTTPHeader("Host", address.authority), at: 0) }
        let request = HTTPRequest(
            method: method, target: address.target, headers: fields, body: Array((body ?? "").utf8))
        let named = host(inName: address.host)
        let literal = IPv4Address(address.host).flatMap(host(at:))
        return PlacedRequest(
            place: named.map { self.address(of: $0, from: asker).description } ?? address.host,
            host: named ?? literal, port: address.port, request: request)
    }

    private func host(inName name: String) -> String? {
        if let host = hosts.first(where: { $0.name.equalsIgnoringCase(name) }) { return host.name }
        let rest = name.lowercased().split(separator: ".").dropFirst().joined(separator: ".")
        // Whole labels: the name of host-1 must not be found in that of host-10.
        return hosts.first { ".\(rest).".contains(".\($0.name.lowercased()).") }?.name
    }
}

extension CheckContext {
    /// How long an answer is waited for where the check does not say; its deadline cuts it before.
    static let httpTimeout = Interval.minutes(5)
    /// How long an answer is waited for where there are many requests, one after the other.
    static let sequenceTimeout = Interval.seconds(5)

    /// The question that a request is, and the units that may explain its answer.
    func question(
        _ url: String, method: String = "GET", headers: [HTTPCheck.Header<String>],
        body: String? = nil, from target: Target?, timeout: Interval
    ) throws(Unavailable) -> (question: Question, touched: [Unit]) {
        let asker = try asker(target)
        do throws(LabError) {
            let placed = try topology.request(
                url, method: method, headers: headers, body: body, from: asker)
            let question = Question(
                request: .http(
                    host: placed.place, port: placed.port, placed.request, timeout: timeout),
                host: asker)
            return (question, touched(placed))
        } catch {
            throw Unavailable(error.message)
        }
    }

    /// What answers on a port of a host: the instance that publishes it, the discovery agent, or
    /// else the host's load balancers; all its components where it has none.
    private func touched(_ placed: PlacedRequest) -> [Unit] {
        guard let host = placed.host, let definition = topology.host(named: host) else { return [] }
        let instances = view.units.filter {
            $0.unit.host == host && $0.publishedPort == placed.port
        }
        if !instances.isEmpty { return instances.map(\.unit) }
        if topology.httpEndpoint(of: host, from: host).port == placed.port {
            return agent(on: host)
        }
        let components = definition.run.compactMap(topology.component(named:))
        let balancers = components.filter { $0.role == .loadBalancer }
        return (balancers.isEmpty ? components : balancers)
            .map { .component(host: host, name: $0.name) }
    }

    func approach(to check: HTTPCheck) -> Approach {
        do throws(Unavailable) {
            let (question, touched) = try question(
                check.url, method: check.method, headers: check.headers, body: check.body,
                from: check.from, timeout: check.timeout ?? CheckContext.httpTimeout)
            return .asking(HTTPExamination(questions: [question], check: check, touched: touched))
        } catch {
            return .decided(.unasked(expected: check.words, error))
        }
    }

    func approach(to check: RoundRobinCheck) -> Approach {
        let members = check.among.map { ExpectedMember($0, self) }
        do throws(Unavailable) {
            let (question, touched) = try question(
                check.url, headers: check.headers, from: check.from,
                timeout: CheckContext.sequenceTimeout)
            return .asking(
                RoundRobinExamination(
                    questions: Array(repeating: question, count: max(check.requests, 1)),
                    check: check, members: members, view: view,
                    traffic: TrafficShare(of: question, lab, trafficPlans),
                    touched: touched + members.flatMap(\.units)))
        } catch {
            return .decided(.unasked(expected: check.words(members), error))
        }
    }
}
