import CLinux
import Glibc

/// Who keeps an environment, as its keeper wrote it down.
public struct EnvironmentOwner: Hashable, Sendable {
    /// The keeper's process.
    public var keeper: Int32
    /// When the keeper began, in clock ticks since the machine did.
    public var start: Int64
    /// The machine's run: the kernel's `boot_id`.
    public var boot: String
    /// The wall clock when the lab began, in seconds since 1970.
    public var since: Int64
    /// The lab's first process; 0 where it never came to be.
    public var process: Int32

    /// Reads what a keeper wrote.
    init?(_ text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { values[words[0]] = words[1] }
        }
        guard let keeper = values["keeper"].flatMap({ Int32($0) }), keeper > 0,
            let start = values["start"].flatMap({ Int64($0) }),
            let since = values["since"].flatMap({ Int64($0) })
        else { return nil }
        self.keeper = keeper
        self.start = start
        self.since = since
        boot = values["boot"].map(String.init) ?? ""
        process = values["process"].flatMap { Int32($0) } ?? 0
    }

    /// Whether the keeper lives: a process of that number that began at that moment of this run
    /// of the machine.
    public var isAlive: Bool {
        let current = TextFile.read("/proc/sys/kernel/random/boot_id") ?? ""
        return current.split(separator: "\n").first.map(String.init) ?? "" == boot
            && lab_process_start(keeper) == start
    }

    /// The wall clock when the lab began, as people read it.
    var sinceText: String {
        var moment = time_t(since)
        var parts = tm()
        localtime_r(&moment, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
