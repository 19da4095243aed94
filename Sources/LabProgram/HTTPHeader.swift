/// One header field of a request or a response; names compare without regard to case (RFC 9110).
public struct HTTPHeader: Hashable, Codable, Sendable {
    /// The field's name as it is sent.
    public var name: String
    /// The field's value.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPHeader] {
    /// The value of the first field of that name, without regard to case.
    @inlinable
    public subscript(name: String) -> String? {
        for header in self where header.name.equalsIgnoringCase(name) { return header.value }
        return nil
    }
}

extension StringProtocol {
    /// Whether two texts are the same but for the case of ASCII letters.
    @inlinable
    public func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var theirs = other.utf8.makeIterator()
        for byte in utf8 {
            guard let their = theirs.next() else { return false }
            if byte != their && byte.asciiLowercased != their.asciiLowercased { return false }
        }
        return true
    }
}

extension UInt8 {
    /// The byte with an ASCII capital made small.
    @inlinable var asciiLowercased: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }
}
