import LabProgram

/// Where a program's stores are kept.
protocol Stores: AnyObject {
    func append(_ record: [UInt8], to file: StoreFile) throws(SystemError)
    func sync(_ file: StoreFile, token: UInt64)
    func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError)
    func records(of file: StoreFile) -> [[UInt8]]
    /// The program has ended.
    func close()
}

/// Stores that end with the program.
final class MemoryStores: Stores {
    private unowned let runtime: Runtime
    private var contents: [StoreFile: [[UInt8]]] = [:]

    init(_ runtime: Runtime) { self.runtime = runtime }

    func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        contents[file, default: []].append(record)
    }

    func sync(_ file: StoreFile, token: UInt64) {
        runtime.loop.execute { [runtime] in runtime.deliver(.synced(file, token: token)) }
    }

    func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        contents[file] = records
        sync(file, token: token)
    }

    func records(of file: StoreFile) -> [[UInt8]] { contents[file] ?? [] }

    func close() { contents = [:] }
}
