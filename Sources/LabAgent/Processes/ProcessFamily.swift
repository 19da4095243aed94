#if canImport(Glibc)
import Glibc
#endif

/// The processes of a host, by their numbers in its PID namespace (proc_pid_stat(5)).
struct ProcessFamily {
    private struct Entry {
        var pid: Int32
        var parent: Int32
        var session: Int32
    }

    private var entries: [Entry] = []

    /// Reads who there is now, those that have ended left out.
    init() {
        for name in HostFiles.names(in: "/proc") {
            guard let pid = Int32(name), let entry = Self.entry(pid) else { continue }
            entries.append(entry)
        }
    }

    private static func entry(_ pid: Int32) -> Entry? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0, let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        // After the name, which may hold anything: state, parent, group, session.
        let fields = buffer[(end + 1)..<count].split(separator: 32, maxSplits: 4)
        guard fields.count > 4, fields[0].first != UInt8(ascii: "Z"),
            let parent = number(fields[1]), let session = number(fields[3])
        else { return nil }
        return Entry(pid: pid, parent: parent, session: session)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int32? {
        Int32(String(decoding: digits, as: UTF8.self))
    }

    /// Everybody but the first process of the host.
    var everybody: [Int32] { entries.map(\.pid).filter { $0 != 1 } }

    /// The processes of a session with all their descendants, whatever session those are in.
    func members(of leader: Int32) -> [Int32] {
        var found = Set(entries.filter { $0.session == leader }.map(\.pid))
        found.insert(leader)
        while true {
            let more = entries.filter { found.contains($0.parent) && !found.contains($0.pid) }
            if more.isEmpty { break }
            found.formUnion(more.map(\.pid))
        }
        return entries.map(\.pid).filter { found.contains($0) && $0 != 1 }
    }

    /// Sends a signal to a process and all of its family, and to those who come up meanwhile.
    static func signal(_ number: Int32, familyOf leader: Int32) {
        signal(number) { $0.members(of: leader) }
    }

    /// Sends a signal to everybody but the first process of the host.
    static func signalEverybody(_ number: Int32) { signal(number) { $0.everybody } }

    private static func signal(_ number: Int32, _ choose: (ProcessFamily) -> [Int32]) {
        var told: Set<Int32> = []
        // A process that is being copied may leave a child that was not in the list.
        for _ in 0..<8 {
            let new = choose(ProcessFamily()).filter { told.insert($0).inserted }
            if new.isEmpty { return }
            for pid in new { kill(pid, number) }
        }
    }
}
