import LabNetwork

/// A member of an object in a request's body, matched and read as Consul's decoder does.
struct JSONField {
    /// The name as it was written.
    let name: String
    /// The name in small letters and without underscores, so that `CheckID` and `check_id` are the same.
    let key: String
    /// The value.
    let value: JSONValue

    /// The refusal of a field that is not known.
    var unknown: JSONError { .unknownField(name) }

    private func mismatch(_ type: String) -> JSONError {
        switch value {
        case .double(let number):
            .mismatch("number \(number)", field: name, type: type)
        default: .mismatch(value.kind, field: name, type: type)
        }
    }

    // `null` leaves everything as it is.

    func read(into target: inout String) throws(JSONError) {
        if value.isNull { return }
        guard let text = value.string else { throw mismatch("string") }
        target = text
    }

    func read(into target: inout Bool) throws(JSONError) {
        if value.isNull { return }
        guard let flag = value.bool else { throw mismatch("bool") }
        target = flag
    }

    func read(into target: inout Int) throws(JSONError) {
        if value.isNull { return }
        guard let number = value.int else { throw mismatch("int") }
        target = number
    }

    func read(into target: inout UInt16) throws(JSONError) {
        if value.isNull { return }
        guard let number = value.int else { throw mismatch("int") }
        guard let port = UInt16(exactly: number) else {
            throw .mismatch("number \(number)", field: name, type: "uint16")
        }
        target = port
    }

    func read(into target: inout UInt64) throws(JSONError) {
        switch value {
        case .null: return
        case .unsigned(let number): target = number
        case .integer(let number) where number >= 0: target = UInt64(number)
        default: throw mismatch("uint64")
        }
    }

    func read(into target: inout [String]) throws(JSONError) {
        if value.isNull { return }
        guard let elements = value.array else { throw mismatch("[]string") }
        target = []
        for element in elements {
            guard let text = element.string else {
                throw .mismatch(element.kind, field: name, type: "string")
            }
            target.append(text)
        }
    }

    /// A map of texts, sorted by key.
    func read(into target: inout [CatalogPair]) throws(JSONError) {
        if value.isNull { return }
        guard let object = value.object else { throw mismatch("map[string]string") }
        target = []
        for member in object.members {
            guard let text = member.value.string else {
                throw .mismatch(member.value.kind, field: name, type: "string")
            }
            target.removeAll { $0.key == member.name }
            target.append(CatalogPair(member.name, text))
        }
        target.sort { TextOrder.precedes($0.key, $1.key) }
    }

    /// A length of time: a text of Go's, or nanoseconds.
    func read(into target: inout Interval) throws(JSONError) {
        switch value {
        case .null: return
        case .integer(let nanoseconds): target = Interval(nanoseconds: nanoseconds)
        case .string(let text):
            let reading = GoDuration.parse(text)
            guard let interval = reading.value else { throw JSONError(message: reading.problem) }
            target = interval
        default: throw mismatch("time.Duration")
        }
    }

    /// A length of time that may be left out.
    func read(into target: inout Interval?) throws(JSONError) {
        if value.isNull || value.string == "" { return }
        var interval = Interval.zero
        try read(into: &interval)
        target = interval
    }

    /// The fields of an object; none for `null`.
    func fields(_ type: String) throws(JSONError) -> [JSONField] {
        if value.isNull { return [] }
        guard let object = value.object else { throw mismatch(type) }
        return object.fields
    }

    /// The elements of a list; none for `null`.
    func elements(_ type: String) throws(JSONError) -> [JSONField] {
        if value.isNull { return [] }
        guard let elements = value.array else { throw mismatch("[]" + type) }
        return elements.map { JSONField(name: name, key: key, value: $0) }
    }
}

extension JSONObject {
    /// The members as fields.
    var fields: [JSONField] {
        members.map { member in
            let key = member.name.utf8.filter { $0 != UInt8(ascii: "_") }
            return JSONField(
                name: member.name, key: TextOrder.folded(String(decoding: key, as: UTF8.self)),
                value: member.value)
        }
    }
}
