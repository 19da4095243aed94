/// An array of JSON whose elements are written only if they pass a filter.
struct FilteredArray {
    private let filter: FilterExpression?
    private var writer: JSONWriter

    /// Makes an empty array.
    init(filter: FilterExpression?, style: JSONStyle, capacity: Int) {
        self.filter = filter
        writer = JSONWriter(style: style, capacity: capacity)
        writer.beginArray()
    }

    /// Adds an element if it passes the filter.
    mutating func append(_ write: (inout JSONWriter) -> Void) {
        if let filter, !filter.admits(write) { return }
        write(&writer)
    }

    /// The whole array.
    consuming func finished() -> [UInt8] {
        writer.endArray()
        return writer.finished()
    }
}

extension FilterExpression {
    /// Whether what a function writes passes.
    func admits(_ write: (inout JSONWriter) -> Void) -> Bool {
        var writer = JSONWriter()
        write(&writer)
        guard let element = try? JSONParser.parse(writer.finished()) else { return false }
        return admits(element)
    }
}
