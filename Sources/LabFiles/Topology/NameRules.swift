import LabModel
import LabNetwork

/// What names may look like.
enum NameRules {
    /// Words that stand for something else where a target is named.
    static let reserved = Set(Literal.targetWords.keys).union(["all", "one-of"])

    /// What is wrong with a host's name; `nil` where it is one.
    ///
    /// A name is one or more labels of RFC 1123, section 2.1, with dots between them.
    static func problem(ofHost name: String) -> String? {
        if name.hasSuffix("-") {
            return
                "a host's name can't end in '-' (with 'count: 3' it stands for \(name)1 and so on)"
        }
        if name.utf8.count > 253 { return "a host's name has at most 253 characters" }
        if IPv4Address(name) != nil { return "'\(name)' is an address, not a name" }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            if label.isEmpty { return "'\(name)' has an empty label" }
            if label.utf8.count > 63 { return "a label of a host's name has at most 63 characters" }
            guard label.utf8.allSatisfy(isLetterDigitHyphen), label.first != "-", label.last != "-"
            else {
                return "'\(name)' is no host name: write letters, digits and '-', "
                    + "and begin and end with a letter or digit"
            }
        }
        return nil
    }

    /// What is wrong with the name of a component or service; `nil` where it is one.
    static func problem(ofPart name: String) -> String? {
        guard let first = name.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "."),
            name.utf8.allSatisfy({ isLetterDigitHyphen($0) || "._".utf8.contains($0) })
        else {
            return "'\(name)' is no name: write letters, digits, '-', '_' and '.'"
        }
        if let dot = name.lastIndex(of: "."), Int(name[name.index(after: dot)...]) != nil {
            return "'\(name)' would be read as an instance: let it not end in '.' and a number"
        }
        return nil
    }

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
