import CLinux
import Glibc

/// A program that runs for a moment so that something is found out, and never longer than this process.
struct BoundProgram {
    /// The program's file.
    let path: String
    /// Its arguments.
    let arguments: [String]

    /// What it prints until that is enough, it ends, or the time is over; then it is killed.
    ///
    /// - Parameters:
    ///   - limit: how long it may run.
    ///   - isEnough: takes all that it has printed.
    /// - Returns: `nil` where it can't be run.
    func output(within limit: Duration, until isEnough: (String) -> Bool = { _ in false })
        -> String?
    {
        var descriptor: Int32 = -1
        let process = withArguments { lab_spawn_bound(path, $0, &descriptor) }
        guard process > 0 else { return nil }
        defer {
            lab_end_bound(process)
            close(descriptor)
        }
        let end = ContinuousClock.now + limit
        var printed: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let left = (end - ContinuousClock.now) / .milliseconds(1)
            let ready = lab_wait_readable(descriptor, Int32(max(0, left.rounded(.up))))
            if ready == -EINTR { continue }
            guard ready > 0 else { break }
            let count = read(descriptor, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            printed += bytes[..<count]
            if isEnough(String(decoding: printed, as: UTF8.self)) { break }
        }
        return String(decoding: printed, as: UTF8.self)
    }

    private func withArguments<Result>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let pointers = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { buffer in
            guard let first = buffer.baseAddress else { return body([nil]) }
            return body(first)
        }
    }
}

extension BoundProgram {
    /// Where programs are beside the directories of the user's `PATH`, which often lacks `sbin`.
    private static let usualFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]

    /// The path of a program, where it is on this machine.
    static func path(of name: String) -> String? {
        let variable = getenv("PATH").map { String(cString: $0) } ?? ""
        return (variable.split(separator: ":").map(String.init) + usualFolders)
            .map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
