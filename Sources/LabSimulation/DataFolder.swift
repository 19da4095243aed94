import LabNetwork
import LabProgram

/// The stores of one program: what was appended survives the program, what was synced the host.
final class DataFolder {
    private struct Store {
        var file: StoreFile
        var current: [[UInt8]] = []
        /// How many of `current` a power cut leaves.
        var durableCount = 0
        /// What a power cut may leave in the place of a replacement that is not on the disk yet.
        var previous: [[UInt8]]?
        var epoch: UInt32 = 0
    }

    private var stores: [Store] = []
    private(set) var bytes: Int64 = 0

    func records(of file: StoreFile) -> [[UInt8]] {
        stores.first { $0.file == file }?.current ?? []
    }

    func append(_ record: [UInt8], to file: StoreFile) {
        stores[index(of: file)].current.append(record)
        bytes += Int64(record.count)
    }

    func replace(_ file: StoreFile, with records: [[UInt8]]) {
        let store = index(of: file)
        bytes += Self.size(records) - Self.size(stores[store].current)
        if stores[store].previous == nil {
            stores[store].previous = Array(stores[store].current.prefix(stores[store].durableCount))
        }
        stores[store].current = records
        stores[store].durableCount = 0
        stores[store].epoch += 1
    }

    /// A number for what is in a store now, which `markSynced` understands.
    func writes(of file: StoreFile) -> UInt64 {
        let store = stores[index(of: file)]
        return UInt64(store.epoch) << 32 | UInt64(store.current.count)
    }

    func markSynced(_ file: StoreFile, writes: UInt64) {
        let store = index(of: file)
        guard UInt64(stores[store].epoch) == writes >> 32 else { return }
        stores[store].previous = nil
        stores[store].durableCount = max(
            stores[store].durableCount, Int(writes & 0xffff_ffff))
    }

    /// Loses what was not synced, or keeps some of it, as a disk does when power goes.
    func losePower(_ random: inout RandomStream) {
        for store in stores.indices {
            if let previous = stores[store].previous, random.next(below: 2) == 0 {
                stores[store].current = previous
            } else {
                let kept = stores[store].previous == nil ? stores[store].durableCount : 0
                let pending = stores[store].current.count - kept
                let lucky = Int(random.next(below: UInt64(pending + 1)))
                if stores[store].previous == nil {
                    stores[store].current.removeLast(pending - lucky)
                }
            }
            stores[store].previous = nil
            stores[store].durableCount = stores[store].current.count
        }
        bytes = stores.reduce(0) { $0 + Self.size($1.current) }
    }

    static func size(_ records: [[UInt8]]) -> Int64 {
        records.reduce(0) { $0 + Int64($1.count) }
    }

    private func index(of file: StoreFile) -> Int {
        if let index = stores.firstIndex(where: { $0.file == file }) { return index }
        stores.append(Store(file: file))
        return stores.count - 1
    }
}
