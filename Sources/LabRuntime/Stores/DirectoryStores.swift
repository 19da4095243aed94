import LabProgram
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Stores in a directory of the machine, one program's alone.
final class DirectoryStores: Stores {
    /// A store with the syncs that were asked for.
    private final class Entry {
        let file: RecordFile
        /// Tokens of the syncs that the next job answers.
        var tokens: [UInt64] = []
        var isSyncing = false

        init(_ file: RecordFile) { self.file = file }
    }

    private let runtime: Runtime
    private let path: String
    private let descriptor: Int32
    private let lock: Int32
    private let disk: DiskThread
    private var entries: [StoreFile: Entry] = [:]

    /// Opens the stores in a directory; it is made where there is none.
    ///
    /// - Throws: `RuntimeError` when it can't be used, or another program uses it.
    init(_ runtime: Runtime, path: String) throws(RuntimeError) {
        self.runtime = runtime
        self.path = path
        disk = DiskThread(eventLoop: runtime.eventLoop)
        do throws(ErrorNumber) {
            try StorageFile.makeDirectory(path)
            descriptor = try StorageFile.open(path, O_RDONLY | O_DIRECTORY)
            lock = try StorageFile.open("\(path)/lock", O_RDWR | O_CREAT)
        } catch {
            throw RuntimeError("the data directory \(path) can't be used: \(error)")
        }
        // The kernel lets go of it when the program ends, however it ends.
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            Glibc.close(lock)
            throw RuntimeError(
                "the data directory \(path) is in use by another program; end that, or give this one"
                    + " a directory of its own")
        }
    }

    func append(_ record: [UInt8], to file: StoreFile) throws(SystemError) {
        do throws(ErrorNumber) {
            try entry(file).file.append(record)
        } catch {
            throw full(error)
        }
    }

    func replace(
        _ file: StoreFile, with records: [[UInt8]], token: UInt64
    ) throws(SystemError) {
        do throws(ErrorNumber) {
            try entry(file).file.replace(with: records)
        } catch {
            throw full(error)
        }
        sync(file, token: token)
    }

    func sync(_ file: StoreFile, token: UInt64) {
        do throws(ErrorNumber) {
            let entry = try entry(file)
            entry.tokens.append(token)
            beginSync(entry, file)
        } catch {
            fail(error)
        }
    }

    func records(of file: StoreFile) -> [[UInt8]] {
        do throws(ErrorNumber) {
            return try entry(file).file.records()
        } catch {
            fail(error)
            return []
        }
    }

    func close() {
        let jobs = entries.values.map { $0.file.takeLastJob() }
        entries = [:]
        disk.finish(jobs + [DiskThread.Job(closed: [descriptor, lock])])
    }

    private func entry(_ file: StoreFile) throws(ErrorNumber) -> Entry {
        if let entry = entries[file] { return entry }
        let entry = Entry(try RecordFile(file.rawValue, in: path, descriptor))
        if let damage = entry.file.damage { runtime.onLog?(.warning, "system: \(damage)") }
        entries[file] = entry
        return entry
    }

    /// Lets the disk answer all that was asked for up to now; what is asked for meanwhile comes next.
    private func beginSync(_ entry: Entry, _ file: StoreFile) {
        guard !entry.isSyncing, !entry.tokens.isEmpty else { return }
        entry.isSyncing = true
        let tokens = entry.tokens
        entry.tokens = []
        disk.run(entry.file.takeJob()) { [self] error in
            entry.isSyncing = false
            if let error { return fail(error) }
            for token in tokens { runtime.deliver(.synced(file, token: token)) }
            beginSync(entry, file)
        }
    }

    private func full(_ error: ErrorNumber) -> SystemError {
        if !error.isFull { runtime.report(error, "can't write to \(path)") }
        return .diskFull
    }

    /// Ends the program: after a failed flush nobody knows what the disk holds.
    private func fail(_ error: any Error) {
        runtime.report(error, "\(path) can't be relied on any more, so the program ends")
        runtime.exit(code: 1)
    }
}
