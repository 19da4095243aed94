import LabModel

#if canImport(Glibc)
import Glibc
#endif

/// What the kernel said, as values and errors of the lab.
enum Kernel {
    /// Takes the outcome of a call that gives 0 or more, or the negative error number.
    ///
    /// - Throws: `LabError` with what was tried and the kernel's words for why not.
    @discardableResult
    static func check(
        _ outcome: Int32, _ attempt: @autoclosure () -> String
    ) throws(LabError) -> Int32 {
        guard outcome < 0 else { return outcome }
        throw LabError("cannot \(attempt()): \(words(for: -outcome))")
    }

    /// The kernel's words for an error number.
    static func words(for number: Int32) -> String {
        String(cString: strerror(number))
    }

    /// The words for the error of the call that was made last on this thread.
    static var lastError: String { words(for: errno) }
}
