import LabNetwork

extension AutopilotChange {
    /// Reads the body of `PUT /v1/operator/autopilot/configuration`.
    init(_ object: JSONObject) throws(APIError) {
        do throws(JSONError) {
            for field in object.fields { try read(field) }
        } catch {
            throw APIError.badRequest("Error parsing autopilot config: \(error.message)")
        }
    }

    private mutating func read(_ field: JSONField) throws(JSONError) {
        switch field.key {
        case "cleanupdeadservers":
            var value = true
            try field.read(into: &value)
            cleansUpDeadServers = value
        case "lastcontactthreshold": try field.read(into: &lastContactThreshold)
        case "maxtrailinglogs":
            var value: UInt64 = 0
            try field.read(into: &value)
            trailingLogsLimit = value
        case "minquorum":
            var value = 0
            try field.read(into: &value)
            minimumQuorum = value
        case "serverstabilizationtime": try field.read(into: &serverStabilizationTime)
        case "redundancyzonetag", "disableupgrademigration", "upgradeversiontag", "createindex",
            "modifyindex":
            break
        default: throw field.unknown
        }
    }
}
