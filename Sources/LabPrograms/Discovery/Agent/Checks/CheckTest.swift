import LabNetwork
import LabProgram

/// What a check does to find out how its service is.
enum CheckTest: Hashable {
    /// It waits for updates; it is critical when none came for this long.
    case ttl(Interval)
    /// It asks over HTTP.
    case http(HTTPTest)
    /// It connects to `host:port`.
    case tcp(String)
    /// It takes over the worst status of the checks of a service or a node.
    case alias(node: String, service: String)
    /// It can't be run here; it is critical with this output.
    case unsupported(String)

    /// What an HTTP check sends.
    struct HTTPTest: Hashable {
        /// The URL, as it was registered.
        var url: String
        /// The method, in capitals.
        var method: String
        /// The header fields that were registered.
        var headers: [HTTPHeader]
        /// The body.
        var body: [UInt8]
    }
}
