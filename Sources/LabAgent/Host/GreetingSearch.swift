import LabHost

/// Looks for the greeting of a lab in what arrives (`Greeting.bytes`).
struct GreetingSearch {
    /// How many of the greeting's bytes came last.
    private var found = 0

    /// Takes in bytes, as far as the end of the first greeting in them.
    ///
    /// - Returns: the place after that greeting; `nil` where none ends in them.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Int? {
        let greeting = Greeting.bytes
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if found == 0 {
                guard let start = bytes[index...].firstIndex(of: greeting[0]) else { return nil }
                index = start
            }
            // Only its first byte and its last are the same, so no beginning hides in another.
            if bytes[index] == greeting[found] {
                found += 1
            } else {
                found = bytes[index] == greeting[0] ? 1 : 0
            }
            index += 1
            if found == greeting.count {
                found = 0
                return index
            }
        }
        return nil
    }
}
