import LabNetwork
import LabProgram

/// The stores of one server: what was written, and how much of it a power cut leaves.
struct TestDisk {
    enum Write {
        case append([UInt8])
        case replace([[UInt8]])
    }

    struct File {
        var durable: [[UInt8]] = []
        var writes: [Write] = []
        /// How many writes there were before those in `writes`.
        var forgotten = 0

        var content: [[UInt8]] {
            var records = durable
            for write in writes { File.apply(write, to: &records) }
            return records
        }

        static func apply(_ write: Write, to records: inout [[UInt8]]) {
            switch write {
            case .append(let record): records.append(record)
            case .replace(let all): records = all
            }
        }

        mutating func makeDurable(through count: Int) {
            let length = min(max(count - forgotten, 0), writes.count)
            for write in writes[..<length] { File.apply(write, to: &durable) }
            writes.removeFirst(length)
            forgotten += length
        }
    }

    var files: [File] = [File(), File(), File()]
    var isFull = false

    mutating func write(_ write: Write, to file: StoreFile) throws(SystemError) {
        if isFull { throw .diskFull }
        files[Int(file.rawValue)].writes.append(write)
    }

    func writeCount(of file: StoreFile) -> Int {
        let file = files[Int(file.rawValue)]
        return file.forgotten + file.writes.count
    }

    /// Loses what no sync had reached, from a random write on.
    mutating func cutPower(_ random: inout RandomStream) {
        for place in files.indices {
            let kept = Int(random.next(below: UInt64(files[place].writes.count + 1)))
            files[place].makeDurable(through: files[place].forgotten + kept)
            files[place].writes = []
        }
    }
}
