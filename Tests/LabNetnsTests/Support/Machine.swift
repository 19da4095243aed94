import Foundation
import LabTestSupport

@testable import LabNetns

/// What this machine lets tests do.
enum Machine {
    /// Whether labs of network namespaces work here at all.
    static let hasLabs = RealHosts.areWanted && NetnsDoctor.allFine(NetnsDoctor.examine())
    static let isRoot = geteuid() == 0
    static let needsLabs =
        RealHosts.areWanted
        ? "not run: this machine allows no network namespaces; see lab doctor"
        : RealHosts.notWanted
    static let needsRoot = "not run: only root can take another user's place"

    /// The folder of the programs that were built with these tests.
    static let products = (Bundle.main.executableURL ?? Bundle.main.bundleURL)
        .deletingLastPathComponent().path

    /// Runs something that may wait on a thread of its own.
    static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    /// Waits until something holds.
    static func eventually(
        within seconds: Double = 5, _ condition: () -> Bool
    ) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !condition() {
            if ContinuousClock.now > end { return false }
            await Task.yield()
            usleep(500)
        }
        return true
    }

    /// The processes whose variables hold a text; those that have ended have none.
    static func processes(with text: String) -> [Int32] {
        let pattern = Data(text.utf8)
        return ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [])
            .compactMap { Int32($0) }
            .filter { process in
                guard process != getpid(), let file = fopen("/proc/\(process)/environ", "re")
                else { return false }
                defer { fclose(file) }
                var bytes = [UInt8](repeating: 0, count: 1 << 17)
                let count = fread(&bytes, 1, bytes.count, file)
                return Data(bytes[..<count]).range(of: pattern) != nil
            }
    }

    /// The control groups whose names begin with a text, of all hierarchies.
    static func groups(beginningWith text: String, in folder: String = "/sys/fs/cgroup") -> [String]
    {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var result: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
                String(cString: UnsafeRawPointer(place).assumingMemoryBound(to: CChar.self))
            }
            guard entry.pointee.d_type == DT_DIR, name != ".", name != ".." else { continue }
            if name.hasPrefix(text) {
                result.append("\(folder)/\(name)")
            } else {
                result += groups(beginningWith: text, in: "\(folder)/\(name)")
            }
        }
        return result
    }

    /// The children of a process.
    static func children(of parent: Int32) -> [Int32] {
        let path = "/proc/\(parent)/task/\(parent)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }
}
