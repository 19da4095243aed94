import LabNetwork
import LabProgram

/// A server as `/v1/operator/raft/configuration` shows it.
struct RaftServerView: Hashable, Sendable {
    var id: String
    var node: String
    /// Address and port.
    var address: String
    var isLeader: Bool
    var isVoter: Bool
}

/// A server as `/v1/operator/autopilot/health` shows it.
struct ServerHealthView: Hashable, Sendable {
    var id: String
    var name: String
    /// Address and port.
    var address: String
    var status: AgentMember.Status
    var isLeader: Bool
    var isVoter: Bool
    var isHealthy: Bool
    var lastContact: Interval
    var lastTerm: UInt64
    var lastIndex: UInt64
    /// Since when its health has been as it is, as RFC 3339 text.
    var stableSince: String
}

/// The configuration of autopilot as it is shown.
struct AutopilotView: Hashable, Sendable {
    var cleansUpDeadServers = true
    var lastContactThreshold = Interval.milliseconds(200)
    var trailingLogsLimit: UInt64 = 250
    var minimumQuorum = 0
    var serverStabilizationTime = Interval.seconds(10)
    var index: UInt64 = 0
}

/// The answers about the cluster, out of what the agent supplies.
enum ClusterResponses {
    /// `/v1/status/leader`; empty where there is none.
    static func leader(_ address: String, style: JSONStyle) -> HTTPResponse {
        .json(JSONValue.string(address).encoded(style))
    }

    /// `/v1/status/peers` and `/v1/catalog/datacenters`.
    static func list(_ names: [String], style: JSONStyle) -> HTTPResponse {
        .json(JSONValue.array(names.map { .string($0) }).encoded(style))
    }

    /// What changes something and succeeded or did not.
    static func bool(_ value: Bool, style: JSONStyle) -> HTTPResponse {
        .json(JSONValue.bool(value).encoded(style))
    }

    /// `/v1/operator/raft/configuration`.
    static func raftConfiguration(
        _ servers: [RaftServerView], index: UInt64, style: JSONStyle
    ) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginObject()
        writer.key("Servers")
        writer.beginArray()
        for server in servers {
            writer.beginObject()
            writer.member("ID", server.id)
            writer.member("Node", server.node)
            writer.member("Address", server.address)
            writer.member("Leader", server.isLeader)
            writer.member("ProtocolVersion", "3")
            writer.member("Voter", server.isVoter)
            writer.endObject()
        }
        writer.endArray()
        writer.member("Index", index)
        writer.endObject()
        return .json(writer.finished())
    }

    /// `/v1/operator/autopilot/health`; 429 where a server is not healthy.
    static func autopilotHealth(
        _ servers: [ServerHealthView], failureTolerance: Int, style: JSONStyle
    ) -> HTTPResponse {
        let isHealthy = servers.allSatisfy(\.isHealthy)
        var writer = JSONWriter(style: style)
        writer.beginObject()
        writer.member("Healthy", isHealthy)
        writer.member("FailureTolerance", failureTolerance)
        writer.key("Servers")
        writer.beginArray()
        for server in servers { writer.server(server) }
        writer.endArray()
        writer.endObject()
        return .json(writer.finished(), status: isHealthy ? 200 : 429)
    }

    /// `/v1/operator/autopilot/configuration`.
    static func autopilotConfiguration(_ view: AutopilotView, style: JSONStyle) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginObject()
        writer.member("CleanupDeadServers", view.cleansUpDeadServers)
        writer.member("LastContactThreshold", GoDuration.text(of: view.lastContactThreshold))
        writer.member("MaxTrailingLogs", view.trailingLogsLimit)
        writer.member("MinQuorum", view.minimumQuorum)
        writer.member(
            "ServerStabilizationTime", GoDuration.text(of: view.serverStabilizationTime))
        writer.member("RedundancyZoneTag", "")
        writer.member("DisableUpgradeMigration", false)
        writer.member("UpgradeVersionTag", "")
        writer.member("CreateIndex", view.index)
        writer.member("ModifyIndex", view.index)
        writer.endObject()
        return .json(writer.finished())
    }
}

extension JSONWriter {
    fileprivate mutating func server(_ server: ServerHealthView) {
        beginObject()
        member("ID", server.id)
        member("Name", server.name)
        member("Address", server.address)
        member("SerfStatus", "\(server.status)")
        member("Version", AgentDescription.version)
        member("Leader", server.isLeader)
        member("LastContact", GoDuration.text(of: server.lastContact))
        member("LastTerm", server.lastTerm)
        member("LastIndex", server.lastIndex)
        member("Healthy", server.isHealthy)
        member("Voter", server.isVoter)
        member("StableSince", server.stableSince)
        endObject()
    }
}
