import Foundation

/// A pseudo-terminal, for what is only done on one.
enum Terminal {
    struct Failure: Error {}

    /// What `lab` writes to a terminal.
    static func output(of arguments: [String], environment: [String: String]) throws -> String {
        let master = posix_openpt(O_RDWR | O_NOCTTY)
        guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master)
        else { throw Failure() }
        let slave = open(name, O_RDWR | O_NOCTTY)
        guard slave >= 0 else { throw Failure() }
        let process = LabExecutable.prepared(arguments, environment: environment)
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
        close(slave)
        defer { close(master) }
        return String(decoding: everything(from: master), as: UTF8.self)
    }

    /// Reads until the last process has closed its end, which is an error on Linux.
    private static func everything(from descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
