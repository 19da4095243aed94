/// Reads the body of `/v1/txn`.
enum TransactionDecoding {
    /// How many operations a transaction may have (Consul, `maxTxnOps`).
    static let operationLimit = 64

    static func read(
        _ body: [UInt8], settings: APISettings
    ) throws(APIError) -> [KeyValueOperation] {
        guard body.count <= settings.maximumTransactionSize else {
            throw APIError(
                status: 413,
                message: "Request body too large, max size: \(settings.maximumTransactionSize)"
                    + " bytes. See https://www.consul.io/docs/agent/options.html#txn_max_req_len.")
        }
        let elements = try elements(body)
        guard elements.count <= operationLimit else {
            throw APIError(
                status: 413,
                message: "Transaction contains too many operations"
                    + " (\(elements.count) > \(operationLimit))")
        }
        var operations: [KeyValueOperation] = []
        for element in elements {
            do throws(JSONError) {
                operations.append(try operation(element))
            } catch {
                throw APIError.badRequest("Failed to parse body: \(error.message)")
            }
        }
        for operation in operations
        where operation.value.count > settings.maximumValueSize {
            throw APIError(
                status: 413,
                message: "Value for key \"\(operation.key)\" is too large"
                    + " (\(operation.value.count) > \(settings.maximumValueSize) bytes)")
        }
        return operations
    }

    private static func elements(_ body: [UInt8]) throws(APIError) -> [JSONValue] {
        do throws(JSONError) {
            let value = try JSONParser.parse(body, allowsTrailing: true)
            guard let elements = value.array else {
                throw JSONError(
                    message: "json: cannot unmarshal \(value.kind) into Go value of type"
                        + " api.TxnOps")
            }
            return elements
        } catch {
            throw APIError.badRequest("Failed to parse body: \(error.message)")
        }
    }

    private static func operation(_ element: JSONValue) throws(JSONError) -> KeyValueOperation {
        let fields = try JSONField(name: "TxnOp", key: "txnop", value: element)
            .fields("api.TxnOp")
        for field in fields where field.key == "kv" { return try keyValue(field) }
        throw JSONError(message: "only operations on keys are supported")
    }

    private static func keyValue(_ field: JSONField) throws(JSONError) -> KeyValueOperation {
        var operation = KeyValueOperation(verb: .set, key: "")
        var verb = ""
        var value = ""
        for field in try field.fields("api.KVTxnOp") {
            switch field.key {
            case "verb": try field.read(into: &verb)
            case "key": try field.read(into: &operation.key)
            case "value": try field.read(into: &value)
            case "flags": try field.read(into: &operation.flags)
            case "index": try field.read(into: &operation.index)
            case "session": try field.read(into: &operation.session)
            case "namespace": break
            default: throw field.unknown
            }
        }
        guard let known = KeyValueOperation.Verb(rawValue: verb) else {
            throw JSONError(message: "unknown KV verb \"\(verb)\"")
        }
        operation.verb = known
        guard let bytes = Base64.decode(value) else {
            throw JSONError(message: "illegal base64 data at input byte 0")
        }
        operation.value = bytes
        return operation
    }
}
