import Foundation

/// A pseudo-terminal, for what is only done on one.
enum Terminal {
    struct Failure: Error {}

    /// What `lab` writes to a terminal.
    static func output(of arguments: [String], environment: [String: String]) throws -> String {
        let (master, slave) = try pair()
        let process = LabExecutable.prepared(arguments, environment: environment)
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
        close(slave)
        defer { close(master) }
        return String(decoding: everything(from: master), as: UTF8.self)
    }

    /// The two ends of a new terminal: its user's and its programs'.
    private static func pair() throws -> (master: Int32, slave: Int32) {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        guard master >= 0, let name = name(of: master) else { throw Failure() }
        let slave = open(name, O_RDWR | O_NOCTTY)
        guard slave >= 0 else { throw Failure() }
        return (master, slave)
    }

    #if os(Linux)
    /// Unlocks a terminal and asks for its number (ioctl_tty(2): TIOCSPTLCK, TIOCGPTN).
    private static func name(of master: Int32) -> String? {
        var lock: Int32 = 0
        var number: Int32 = 0
        guard ioctl(master, 0x4004_5431, &lock) == 0, ioctl(master, 0x8004_5430, &number) == 0
        else { return nil }
        return "/dev/pts/\(number)"
    }
    #else
    private static func name(of master: Int32) -> String? {
        guard grantpt(master) == 0, unlockpt(master) == 0 else { return nil }
        return ptsname(master).map { String(cString: $0) }
    }
    #endif

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
