import LabNetwork
import LabProgram

/// A write to the state store as a value (spec 4.7, 4.9 to 4.11).
struct WriteRequest: Hashable, Sendable {
    /// What is written.
    enum Operation: Hashable, Sendable {
        case register(CatalogRegistration)
        case deregister(CatalogDeregistration)
        case keyValue(KeyValueOperation)
        case createSession(SessionDefinition)
        case destroySession(id: String)
        case transaction([KeyValueOperation])
    }

    /// What is written.
    var operation: Operation
    /// The datacenter that the body names; `nil` for none.
    var datacenter: String?
    /// How the answer is laid out.
    var style: JSONStyle

    /// What the command for the replicated log does.
    ///
    /// - Parameter id: a new UUID, for what needs an id.
    /// - Throws: what the servers refuse before they write anything.
    func change(id: String) throws(APIError) -> StoreCommand.Change {
        switch operation {
        case .register(let registration):
            return .register(try registration.completed())
        case .deregister(let deregistration):
            if deregistration.node.isEmpty { throw APIError.failed("Must provide node") }
            return .deregister(deregistration)
        case .keyValue(let operation): return .keyValue(operation)
        case .createSession(let definition):
            return .createSession(try definition.session(id: id))
        case .destroySession(let id): return .destroySession(id: id)
        case .transaction(let operations): return .transaction(operations)
        }
    }

    /// The answer once the command has been applied.
    func response(to result: CommandResult) -> HTTPResponse {
        switch result {
        case .done(let value):
            return .json(JSONValue.bool(value).encoded(style))
        case .session(let id):
            let body: JSONValue = ["ID": .string(id)]
            return .json(body.encoded(style))
        case .transaction(let outcome):
            return response(to: outcome)
        case .failure(let reason):
            return APIError.failed(reason).response
        }
    }

    private func response(to outcome: TransactionOutcome) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginObject()
        writer.key("Results")
        if outcome.rows.isEmpty {
            writer.null()
        } else {
            writer.beginArray()
            for row in outcome.rows {
                writer.beginObject()
                writer.key("KV")
                writer.entry(row.entry, showsValue: row.showsValue)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.key("Errors")
        if outcome.failures.isEmpty {
            writer.null()
        } else {
            writer.beginArray()
            for failure in outcome.failures {
                writer.beginObject()
                writer.member("OpIndex", failure.operation)
                writer.member("What", failure.reason)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return .json(writer.finished(), status: outcome.failures.isEmpty ? 200 : 409)
    }
}

extension SessionRenewal {
    /// The answer.
    ///
    /// - Parameter session: the session in the leader's state; `nil` where it is not there.
    func response(for session: CatalogSession?) -> HTTPResponse {
        guard let session else { return APIError.sessionNotFound(id).response }
        var writer = JSONWriter(style: style)
        writer.sessions([session])
        return .json(writer.finished())
    }
}
