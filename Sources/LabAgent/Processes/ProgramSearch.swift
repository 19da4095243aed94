import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// Finds programs as a shell does, and says what is wrong where there is none.
struct ProgramSearch {
    /// Why a program can't be run, with the exit code that a shell has for it.
    struct Failure: Error {
        /// 127 for a program that is not there, 126 for one that can't be executed (POSIX, 2.8.2).
        var code: Int32
        /// What is wrong and what to do about it.
        var words: String
    }

    /// The directories that are searched.
    var directories: [String]

    /// Takes the directories of a `PATH`; those of system programs, which are not in every user's,
    /// come after them.
    init(path: String) {
        var seen: Set<String> = []
        let system = "/run/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        directories = "\(path):\(system)".split(separator: ":").map(String.init)
            .filter { $0.hasPrefix("/") && seen.insert($0).inserted }
    }

    /// The value of `PATH`.
    var path: String { directories.joined(separator: ":") }

    /// The file of a program.
    ///
    /// - Parameters:
    ///   - name: a path, or a name in one of the directories.
    ///   - directory: what a path with a slash that does not begin with one is taken from.
    func find(_ name: String, from directory: String) throws(Failure) -> String {
        guard name.contains("/") else {
            let candidates = directories.map { $0 + "/" + name }
            if let path = candidates.first(where: Self.isExecutable) { return path }
            guard let file = candidates.first(where: { HostFiles.kind(of: $0) != nil }) else {
                throw Failure(
                    code: 127,
                    words: "the program \(name) is not on this machine: install it,"
                        + " or name it by its path")
            }
            throw Failure(code: 126, words: "\(file) may not be executed: chmod +x \(file)")
        }
        let path = name.hasPrefix("/") ? name : directory + "/" + name
        if Self.isExecutable(path) { return path }
        guard HostFiles.kind(of: path) != nil else {
            throw Failure(code: 127, words: "there is no program \(path)" + Self.advice(for: path))
        }
        throw Failure(code: 126, words: "\(path) may not be executed: chmod +x \(path)")
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }

    private static func advice(for path: String) -> String {
        let first = HostFiles.components(of: path).first
        guard first == "tmp" || first == "run" else { return ": install it" }
        return ": a host has a /\(first ?? "") of its own; put the program somewhere else"
    }
}
