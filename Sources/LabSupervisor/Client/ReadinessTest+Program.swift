import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner

extension ReadinessTest {
    /// How long one look may take.
    private static let timeout = Interval.seconds(2)

    /// The test that a program's definition asks for, its templates filled in; a look at
    /// `http://host:port/path`, or a connection to `address:port`.
    ///
    /// - Throws: `LabError` for an address that is neither.
    init?(_ ready: ComponentProgram.Readiness) throws(LabError) {
        let request: ProbeRequest
        if let url = ready.http {
            request = try Self.request(for: url)
        } else if let place = ready.tcp {
            let parts = place.split(separator: ":", omittingEmptySubsequences: false)
            let address = parts.first.flatMap {
                $0 == "localhost" ? .loopback : IPv4Address(String($0))
            }
            guard parts.count == 2, let address, let port = UInt16(parts[1]) else {
                throw LabError("ready: tcp: \(place) is no address:port")
            }
            request = .tcp(Endpoint(address, port), timeout: Self.timeout)
        } else {
            return nil
        }
        self.init(
            request: request, status: ready.status, body: ready.body, within: ready.within,
            hint: ready.hint)
    }

    private static func request(for url: String) throws(LabError) -> ProbeRequest {
        guard url.hasPrefix("http://") else {
            throw LabError("ready: http: \(url) is no http://host:port/path")
        }
        let rest = url.dropFirst("http://".count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let parts = rest[..<end].split(separator: ":", omittingEmptySubsequences: false)
        let port = parts.count == 2 ? UInt16(parts[1]) : 80
        guard let host = parts.first, !host.isEmpty, parts.count <= 2, let port else {
            throw LabError("ready: http: \(url) names no host and port")
        }
        let target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/\(rest[end...])"
        return .http(
            host: String(host), port: port, HTTPRequest(target: target), timeout: timeout)
    }
}
