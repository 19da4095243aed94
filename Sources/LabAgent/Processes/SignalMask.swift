#if canImport(Glibc)
import Glibc
#endif

/// Which signals a process does something of its own with (proc_pid_status(5)).
enum SignalMask {
    /// Whether a signal would reach a handler of a process, and not end it.
    static func isCaught(_ number: Int32, by pid: Int32) -> Bool {
        let descriptor = open("/proc/\(pid)/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return false }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
            let mask = UInt64(line.split(separator: "\t").last ?? "", radix: 16)
        else { return false }
        return mask >> UInt64(number - 1) & 1 == 1
    }
}
