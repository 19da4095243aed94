import LabModel
import LabNetwork

/// Where the files of a process that follow the catalog get what they are filled in with.
public struct CatalogSource: Hashable, Codable, Sendable {
    /// The HTTP interface of the discovery agent that is asked.
    public var agent: Endpoint
    /// The services whose passing instances are followed; `nil` for all of the catalog.
    public var services: [String]?
    /// What else the templates know.
    public var context: Setting
    /// How long after the last change the files are written, in milliseconds.
    public var quietMilliseconds: Int64
    /// How long after the first change they are written at the latest, in milliseconds.
    public var patienceMilliseconds: Int64

    /// Makes a source that gathers changes for a moment, so that one restart is one reload.
    public init(agent: Endpoint, services: [String]?, context: Setting) {
        self.agent = agent
        self.services = services
        self.context = context
        quietMilliseconds = 20
        patienceMilliseconds = 200
    }
}
