/// Looks for keys that hold aliases which multiply without end.
///
/// Values that multiply are counted while the tree is built. Keys have to be stopped before: the
/// parser compares them with each other in full.
struct AliasInspection {
    /// More copies than any file needs.
    private static let limit = 1_000_000.0

    /// Whether the parser could run for ever.
    let isDangerous: Bool

    init(_ text: String) {
        var anchors = 0.0
        var aliases = 0.0
        var hasComplexKey = false
        var previous = UInt8(ascii: "\n")
        var beforeSpaces = UInt8(ascii: "\n")
        for byte in text.utf8 {
            let isStart = " \n\t[{,:\r".utf8.contains(previous)
            switch byte {
            case UInt8(ascii: "&") where isStart: anchors += 1
            case UInt8(ascii: "*") where isStart: aliases += 1
            case UInt8(ascii: "?") where isStart: hasComplexKey = true
            case UInt8(ascii: ":"):
                // After a bracket, or with a space before it as the key `*alias :` needs.
                if "]}".utf8.contains(beforeSpaces) || previous == UInt8(ascii: " ") {
                    hasComplexKey = true
                }
            default: break
            }
            if byte != UInt8(ascii: " ") { beforeSpaces = byte }
            previous = byte
        }
        guard hasComplexKey, anchors > 1, aliases > anchors else {
            isDangerous = false
            return
        }
        // At worst, each anchor holds as many aliases of the one before as there are for each.
        var copies = 1.0
        for _ in 0..<Int(min(anchors, 64)) { copies *= aliases / anchors }
        isDangerous = copies > Self.limit
    }
}
