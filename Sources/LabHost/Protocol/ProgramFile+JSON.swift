#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ProgramFile {
    /// The file's text, the same for equal values: an agent compares what it is told to run.
    ///
    /// - Throws: `EncodingError`, which no value of the protocol causes.
    public var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
