#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ProgramFile {
    /// The file's text.
    ///
    /// - Throws: `EncodingError`, which no value of the protocol causes.
    public var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }
}
