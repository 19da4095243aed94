import Glibc

/// Texts as C takes them: pointers to bytes that end with 0, and a null pointer at the end.
public func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        guard let first = buffer.baseAddress else { return body([nil]) }
        return body(UnsafePointer(first))
    }
}

/// The environment of this process, in which some variables have other values.
func variables(with others: [(name: String, value: String)]) -> [String] {
    var result: [String] = []
    var place = environ
    while let text = place.pointee {
        let line = String(cString: text)
        if !others.contains(where: { line.hasPrefix("\($0.name)=") }) { result.append(line) }
        place += 1
    }
    return result + others.map { "\($0.name)=\($0.value)" }
}
