import LabNetwork

/// The body of `/v1/session/create`.
struct SessionDefinition: Hashable, Sendable {
    /// The name.
    var name = ""
    /// The node that it is bound to.
    var node: String
    /// How long a key can't be locked again after the session lost it.
    var lockDelay = Interval.seconds(15)
    /// `release`, `delete`, or empty for the former.
    var behavior = ""
    /// The time to live; empty for none.
    var timeToLive = ""
    /// The checks of the node that it is bound to.
    var nodeChecks = [StateStore.serfHealth]
    /// The checks of services that it is bound to.
    var serviceChecks: [String] = []

    /// The shortest time to live (Consul, `SessionTTLMin`).
    static let minimumTimeToLive = Interval.seconds(10)
    /// The longest time to live (Consul, `structs.SessionTTLMax`).
    static let maximumTimeToLive = Interval.hours(24)
    /// Numbers below it are seconds, others are nanoseconds (Consul, `lockDelayMinThreshold`).
    static let lockDelayThreshold: Int64 = 1000

    /// Reads the body.
    ///
    /// - Parameter node: the agent's node.
    /// - Returns: the definition and the datacenter that it names; empty for none.
    static func read(
        _ object: JSONObject, node: String
    ) throws(APIError) -> (definition: SessionDefinition, datacenter: String) {
        do throws(JSONError) {
            var datacenter = ""
            var definition = SessionDefinition(node: node)
            for field in object.fields {
                if field.key == "datacenter" {
                    try field.read(into: &datacenter)
                } else {
                    try definition.read(field)
                }
            }
            return (definition, datacenter)
        } catch {
            throw APIError.undecodable(error)
        }
    }

    private mutating func read(_ field: JSONField) throws(JSONError) {
        switch field.key {
        case "name": try field.read(into: &name)
        case "node": try field.read(into: &node)
        case "behavior": try field.read(into: &behavior)
        case "ttl": try field.read(into: &timeToLive)
        case "nodechecks", "checks": try field.read(into: &nodeChecks)
        case "lockdelay":
            if case .integer(let number) = field.value,
                number.magnitude < SessionDefinition.lockDelayThreshold.magnitude
            {
                lockDelay = .seconds(number)
            } else {
                try field.read(into: &lockDelay)
            }
        case "servicechecks":
            serviceChecks = []
            for element in try field.elements("structs.ServiceCheck") {
                for part in try element.fields("structs.ServiceCheck") {
                    var text = ""
                    try part.read(into: &text)
                    if part.key == "id" { serviceChecks.append(text) }
                }
            }
        case "id", "namespace", "createindex", "modifyindex": break
        default: throw field.unknown
        }
    }

    /// The session.
    ///
    /// - Throws: what the servers answer to one that can't be (Consul, `Session.Apply`).
    func session(id: String) throws(APIError) -> CatalogSession {
        if node.isEmpty { throw APIError.failed("Must provide Node") }
        var session = CatalogSession(id: id, name: name, node: node)
        switch behavior {
        case "", "release": session.behavior = .release
        case "delete": session.behavior = .delete
        default: throw APIError.failed("Invalid Behavior setting '\(behavior)'")
        }
        if !timeToLive.isEmpty {
            let reading = GoDuration.parse(timeToLive)
            guard let limit = reading.value else {
                throw APIError.failed("Session TTL '\(timeToLive)' invalid: \(reading.problem)")
            }
            let minimum = SessionDefinition.minimumTimeToLive
            let maximum = SessionDefinition.maximumTimeToLive
            guard limit == .zero || (limit >= minimum && limit <= maximum) else {
                throw APIError.failed(
                    "Invalid Session TTL '\(limit.nanoseconds)', must be between"
                        + " [\(GoDuration.text(of: minimum))=\(GoDuration.text(of: maximum))]")
            }
        }
        session.timeToLive = timeToLive
        session.lockDelay = lockDelay
        session.nodeChecks = nodeChecks
        session.serviceChecks = serviceChecks
        return session
    }
}
