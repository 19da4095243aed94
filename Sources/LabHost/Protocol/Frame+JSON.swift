#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Frame {
    /// A frame that carries a value as JSON.
    ///
    /// - Throws: `EncodingError`, which no value of the protocol causes.
    public static func message(encoding value: some Encodable) throws -> Frame {
        .message(Array(try JSONEncoder().encode(value)))
    }

    /// The value that a message carries.
    ///
    /// - Throws: `DecodingError` for a message of another kind, or from another version of the lab.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from message: [UInt8]
    ) throws -> Value {
        try JSONDecoder().decode(type, from: Data(message))
    }
}
