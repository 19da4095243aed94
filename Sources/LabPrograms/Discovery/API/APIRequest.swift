import LabProgram

/// A request to the HTTP API, taken apart.
struct APIRequest: Hashable, Sendable {
    /// The method in capitals.
    var method: String
    /// The decoded path.
    var path: String
    /// The query as it was sent.
    var rawQuery: String
    /// The query's parameters.
    var query: QueryParameters
    /// The header fields.
    var headers: [HTTPHeader]
    /// The bytes of the body.
    var body: [UInt8]
    /// How the answer is laid out.
    var style: JSONStyle

    /// Takes a request apart.
    ///
    /// - Throws: where the path holds what can't be printed or a broken escape.
    init(_ request: HTTPRequest, settings: APISettings) throws(APIError) {
        let target = request.target
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        guard let path = PercentCoding.decode(target.utf8[..<(mark ?? target.endIndex)]),
            path.unicodeScalars.allSatisfy({ !APIRequest.isControl($0) })
        else { throw APIError.badRequest("") }
        self.path = path
        rawQuery = mark.map { String(target[target.utf8.index(after: $0)...]) } ?? ""
        query = QueryParameters(rawQuery)
        method = request.method
        headers = request.headers
        body = request.body
        style = settings.isAlwaysPretty || query.has("pretty") ? .pretty : .compact
    }

    private static func isControl(_ scalar: UnicodeScalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) || scalar == "\u{fffd}"
    }

    /// The datacenter that the request names.
    var datacenter: String? {
        let name = query.first("dc")
        return name.isEmpty ? nil : name
    }

    /// The body as a JSON object; empty where it may be left out and is.
    func object(isOptional: Bool = false) throws(APIError) -> JSONObject {
        if isOptional && body.isEmpty { return JSONObject() }
        do throws(JSONError) {
            switch try JSONParser.parse(body, allowsTrailing: true) {
            case .object(let object): return object
            case .null: return JSONObject()
            case let other:
                throw JSONError(
                    message: "json: cannot unmarshal \(other.kind) into Go value of type struct")
            }
        } catch {
            throw APIError.undecodable(error)
        }
    }

    /// The path without doubled slashes and dots, as Go's `ServeMux` cleans it; `nil` if it is clean.
    var cleanedPath: String? {
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        var cleaned = "/" + parts.joined(separator: "/")
        if path.utf8.last == UInt8(ascii: "/"), cleaned.utf8.count > 1 { cleaned += "/" }
        return cleaned == path ? nil : cleaned
    }
}
