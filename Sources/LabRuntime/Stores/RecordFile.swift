import LabProgram

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One store: a file that only grows, and another one in its place when its content is replaced.
///
/// The files are called `store-NUMBER.GENERATION`. A replacement is a file of the next generation; the
/// one before it goes when the new one is on the disk. Where both are found, the newer one counts if
/// it holds all that it was made with. So nothing waits for the disk, and a program that is killed
/// at any moment finds either all of the old content or all of the new.
final class RecordFile {
    private let number: UInt8
    private let directory: String
    private let directoryDescriptor: Int32
    private var generation = 0
    private var descriptor: Int32 = -1
    /// Where the next record goes; what lies beyond is no content.
    private var size = 0
    private var namesChanged = false
    private var removed: [String] = []
    private var closed: [Int32] = []
    /// What had to be dropped when the store was read, in words.
    private(set) var damage: String?

    /// Opens a store.
    ///
    /// - Parameters:
    ///   - number: the program's number for it.
    ///   - directory: where its files lie.
    ///   - directoryDescriptor: the same directory, opened.
    init(_ number: UInt8, in directory: String, _ directoryDescriptor: Int32) throws(ErrorNumber) {
        self.number = number
        self.directory = directory
        self.directoryDescriptor = directoryDescriptor
        let prefix = "store-\(number)."
        let generations = try StorageFile.names(in: directory).compactMap { name in
            name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
        }
        for generation in generations.sorted(by: >) { try adopt(generation) }
    }

    private func path(_ generation: Int) -> String {
        "\(directory)/store-\(number).\(generation)"
    }

    /// Takes a file as the content, unless there is a newer one or it is not whole.
    private func adopt(_ generation: Int) throws(ErrorNumber) {
        let path = path(generation)
        self.generation = max(self.generation, generation)
        guard descriptor < 0 else {
            // Nobody knows whether the newer one is on the disk already.
            removed.append(path)
            namesChanged = true
            return
        }
        let opened = try StorageFile.open(path, O_RDWR)
        let bytes: [UInt8]
        do throws(ErrorNumber) {
            bytes = try StorageFile.read(opened)
        } catch {
            close(opened)
            throw error
        }
        guard let content = RecordFormat.read(bytes) else {
            damage = "\(path) was not finished and is left out"
            close(opened)
            unlink(path)
            return
        }
        if content.size < bytes.count {
            damage = "\(path): the last \(bytes.count - content.size) bytes are no whole record"
            ftruncate(opened, off_t(content.size))
        }
        descriptor = opened
        size = content.size
    }

    /// Every whole record.
    func records() throws(ErrorNumber) -> [[UInt8]] {
        guard descriptor >= 0 else { return [] }
        let bytes = try StorageFile.read(descriptor)
        return RecordFormat.read(Array(bytes.prefix(size)))?.records ?? []
    }

    /// Adds a record, all of it or nothing.
    func append(_ record: [UInt8]) throws(ErrorNumber) {
        if descriptor < 0 { try begin(with: []) }
        let entry = RecordFormat.entry(of: record)
        do throws(ErrorNumber) {
            try StorageFile.write(entry, to: descriptor, at: size)
        } catch {
            ftruncate(descriptor, off_t(size))
            throw error
        }
        size += entry.count
    }

    /// Puts new content in the place of the old one.
    func replace(with records: [[UInt8]]) throws(ErrorNumber) {
        let old = (descriptor, path(generation))
        try begin(with: records)
        guard old.0 >= 0 else { return }
        closed.append(old.0)
        removed.append(old.1)
    }

    /// Makes a file of the next generation.
    private func begin(with records: [[UInt8]]) throws(ErrorNumber) {
        let path = path(generation + 1)
        let created = try StorageFile.open(path, O_RDWR | O_CREAT | O_TRUNC)
        let bytes = RecordFormat.file(of: records)
        do throws(ErrorNumber) {
            try StorageFile.write(bytes, to: created, at: 0)
        } catch {
            close(created)
            unlink(path)
            throw error
        }
        generation += 1
        descriptor = created
        size = bytes.count
        namesChanged = true
    }

    /// What the disk has to do until all that was written is durable.
    func takeJob() -> DiskThread.Job {
        defer {
            namesChanged = false
            removed = []
            closed = []
        }
        return DiskThread.Job(
            descriptor: descriptor >= 0 ? descriptor : nil,
            directory: namesChanged ? directoryDescriptor : nil, removed: removed, closed: closed)
    }

    /// What is left to do when the program has ended: replacements are finished.
    func takeLastJob() -> DiskThread.Job {
        var job = takeJob()
        // Nobody asked for more than was asked for already, so nothing is waited for.
        if job.removed.isEmpty {
            if descriptor >= 0 { job.closed.append(descriptor) }
            job.descriptor = nil
            job.directory = nil
        } else {
            job.closed.append(descriptor)
        }
        descriptor = -1
        return job
    }
}
