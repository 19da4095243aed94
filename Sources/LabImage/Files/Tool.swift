import Glibc
import LabModel

/// Runs programs of this machine, without a shell between.
enum Tool {
    /// How a program ended.
    struct Outcome: Sendable {
        /// The exit status; 128 and the signal's number more for one that a signal ended.
        var status: Int32
        /// What it wrote to standard output.
        var output: [UInt8]
        /// What it wrote to standard error, without space around it.
        var errors: String

        /// The first that it complained about; what follows is mostly more of the same.
        var complaint: String {
            let lines = errors.split(separator: "\n")
            let serious = lines.first { $0.hasPrefix("E:") } ?? lines.first
            return String(serious ?? "").prefix(300).description
        }

        /// The output as text.
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Packages of Debian that hold the programs used here, for messages.
    private static let packages = [
        "mke2fs": "e2fsprogs", "debugfs": "e2fsprogs", "sha256sum": "coreutils",
        "xz": "xz-utils", "zstd": "zstd", "gzip": "gzip", "dpkg-deb": "dpkg",
        "apt-get": "apt", "apt-cache": "apt",
    ]

    /// Runs a program and waits for its end.
    ///
    /// - Parameters:
    ///   - command: the program's name or path, and its arguments.
    ///   - input: what it reads from standard input.
    ///   - environment: variables that it has beside this process's.
    /// - Throws: `LabError` where it is missing or can't be started; not where it fails.
    static func run(
        _ command: [String], input: [UInt8] = [],
        environment: [(name: String, value: String)] = []
    ) throws(LabError) -> Outcome {
        let name = command.first ?? ""
        guard let path = ProgramSearch().path(of: name) else {
            let package = packages[name].map { ": apt-get install \($0)" } ?? ""
            throw LabError(
                "images need the program \(name), which is not on this machine\(package)")
        }
        // Files that have no name take any amount, so that nobody has to read while it runs.
        guard let inFile = tmpfile() else { throw FileTree.failure("make a file in", "/tmp") }
        defer { fclose(inFile) }
        guard let outFile = tmpfile() else { throw FileTree.failure("make a file in", "/tmp") }
        defer { fclose(outFile) }
        guard let errorFile = tmpfile() else { throw FileTree.failure("make a file in", "/tmp") }
        defer { fclose(errorFile) }
        let descriptors = [fileno(inFile), fileno(outFile), fileno(errorFile)]
        try FileBytes.write(input, to: descriptors[0], "/tmp")
        lseek(descriptors[0], 0, SEEK_SET)
        let identifier = try spawn(path, command, descriptors, environment)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED and WEXITSTATUS of wait(2), which are macros.
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return Outcome(
            status: code, output: contents(of: descriptors[1]),
            errors: trimmed(contents(of: descriptors[2])))
    }

    /// Runs a program that must succeed.
    ///
    /// - Parameter purpose: what it is for, for the message, as in "make the disk".
    /// - Throws: `LabError` with what it wrote to standard error where it does not.
    @discardableResult
    static func require(
        _ command: [String], to purpose: String, input: [UInt8] = [],
        environment: [(name: String, value: String)] = []
    ) throws(LabError) -> Outcome {
        let outcome = try run(command, input: input, environment: environment)
        guard outcome.status == 0 else {
            throw LabError(
                "can't \(purpose): \(command[0]) says: "
                    + (outcome.errors.isEmpty ? "status \(outcome.status)" : outcome.complaint))
        }
        return outcome
    }

    private static func spawn(
        _ path: String, _ command: [String], _ descriptors: [Int32],
        _ environment: [(name: String, value: String)]
    ) throws(LabError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that this process ignores or blocks are nothing that the program has to inherit.
        var (none, usual) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&usual)
        sigaddset(&usual, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments = command.map { strdup($0) } + [nil]
        var variables = variables(with: environment).map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, path, &actions, &attributes, &arguments, &variables)
        guard code == 0 else {
            throw LabError("can't run \(path): \(String(cString: strerror(code)))")
        }
        return identifier
    }

    private static func variables(with added: [(name: String, value: String)]) -> [String] {
        // Messages are looked at, so they are in one language.
        let all = [(name: "LC_ALL", value: "C")] + added
        var result = all.map { "\($0.name)=\($0.value)" }
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if !all.contains(where: { text.hasPrefix($0.name + "=") }) { result.append(text) }
            place += 1
        }
        return result
    }

    private static func contents(of descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(max(lseek(descriptor, 0, SEEK_END), 0)))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return Array(bytes.prefix(max(count, 0)))
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
