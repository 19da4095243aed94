import LabModel
import LabNetwork
import LabRunner

/// What supervisors and their clients must have in common.
enum ControlProtocol {
    /// The version that both sides say first. One that differs is refused, for its messages may
    /// mean something else.
    static let version = 3
}

/// The first message of a client.
struct ControlHello: Codable {
    /// The version that the client speaks.
    var version: Int
}

/// The first answer of a supervisor; of another version's, only `version` may be read.
struct ControlWelcome: Codable {
    /// The version that the supervisor speaks.
    var version: Int
    /// The monotonic clock's reading when the lab began.
    var beginning: Instant
    /// What is known of the lab as a whole.
    var information: LabInformation

    /// The part that every version has.
    struct Version: Decodable {
        var version: Int
    }
}
