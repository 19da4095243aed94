import LabProgram

extension APIRouter {
    func write(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        switch endpoint {
        case .catalogRegister:
            let body = try CatalogRegistration.read(try request.object())
            return write(.register(body.registration), datacenter: body.datacenter)
        case .catalogDeregister:
            let body = try CatalogDeregistration.read(try request.object())
            return write(.deregister(body.deregistration), datacenter: body.datacenter)
        case .sessionCreate:
            let object = try request.object(isOptional: true)
            let body = try SessionDefinition.read(object, node: settings.nodeName)
            return write(.createSession(body.definition), datacenter: body.datacenter)
        case .sessionDestroy:
            return write(.destroySession(id: try requiredArgument("Missing session")))
        case .sessionRenew:
            return .renew(
                SessionRenewal(id: try requiredArgument("Missing session"), style: request.style))
        default:
            return write(
                .transaction(try TransactionDecoding.read(request.body, settings: settings)))
        }
    }

    private func write(_ operation: WriteRequest.Operation, datacenter: String = "") -> APIRoute {
        .write(
            WriteRequest(
                operation: operation, datacenter: datacenter.isEmpty ? nil : datacenter,
                style: request.style))
    }

    // MARK: Keys and values

    func keyValue() throws(APIError) -> APIRoute {
        switch request.method {
        case "GET": return .read(try readKey())
        case "PUT": return try putKey()
        default: return try deleteKey()
        }
    }

    private func readKey() throws(APIError) -> ReadQuery {
        let query = request.query
        let options = try ReadOptions(request)
        let subject: ReadQuery.Subject
        if query.has("keys") {
            let separator = query.first("separator")
            subject = .keyNames(
                prefix: argument,
                separator: separator.isEmpty ? query.first("seperator") : separator)
        } else if query.has("recurse") {
            subject = .keyTree(prefix: argument)
        } else {
            subject = .key(
                try requiredArgument("Missing key name"), isRaw: query.has("raw"))
        }
        return ReadQuery(subject: subject, options: options)
    }

    private func putKey() throws(APIError) -> APIRoute {
        let query = request.query
        let key = try requiredArgument("Missing key name")
        try refuseConflict(of: ["cas", "acquire", "release"])
        var operation = KeyValueOperation(verb: .set, key: key)
        if query.has("flags") { operation.flags = try number("flags") }
        if query.has("cas") {
            operation.verb = .compareAndSet
            operation.index = try number("cas")
        }
        for (name, verb) in [
            ("acquire", KeyValueOperation.Verb.lock), ("release", .unlock),
        ] where query.has(name) {
            operation.verb = verb
            operation.session = query.first(name)
        }
        guard request.body.count <= settings.maximumValueSize else {
            throw APIError(
                status: 413,
                message: "Request body(\(request.body.count) bytes) too large, max size:"
                    + " \(settings.maximumValueSize) bytes. See"
                    + " https://www.consul.io/docs/agent/options.html#kv_max_value_size.")
        }
        operation.value = request.body
        return write(.keyValue(operation))
    }

    private func deleteKey() throws(APIError) -> APIRoute {
        try refuseConflict(of: ["recurse", "cas"])
        if request.query.has("recurse") {
            return write(.keyValue(KeyValueOperation(verb: .deleteTree, key: argument)))
        }
        var operation = KeyValueOperation(
            verb: .delete, key: try requiredArgument("Missing key name"))
        if request.query.has("cas") {
            operation.verb = .compareAndDelete
            operation.index = try number("cas")
        }
        return write(.keyValue(operation))
    }

    private func refuseConflict(of names: [String]) throws(APIError) {
        guard names.filter({ request.query.has($0) }).count > 1 else { return }
        throw APIError.badRequest("Conflicting flags: \(request.query.encoded)")
    }

    private func number(_ name: String) throws(APIError) -> UInt64 {
        let text = request.query.first(name)
        guard let number = UInt64(decimal: text) else {
            throw APIError.failed(APIRouter.syntaxError(text))
        }
        return number
    }
}
