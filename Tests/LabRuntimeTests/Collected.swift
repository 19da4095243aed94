import Synchronization

/// The bytes that came on a connection.
final class Collected: Sendable {
    let journal = Journal()
    private let bytes = Mutex<[UInt8]>([])

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    func add(_ more: [UInt8]) {
        bytes.withLock { $0 += more }
        journal.add("bytes")
    }
}
