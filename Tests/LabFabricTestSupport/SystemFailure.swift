import Glibc

/// That the system refused what a test needs.
package struct SystemFailure: Error, CustomStringConvertible {
    package var what: String
    package var errno: Int32

    package init(what: String, errno: Int32) {
        self.what = what
        self.errno = errno
    }

    package var description: String { "cannot \(what): \(String(cString: strerror(errno)))" }

    /// Passes on a result of the C helpers, which is a negative error number where they failed.
    @discardableResult
    package static func check(_ result: Int32, _ what: String) throws -> Int32 {
        guard result < 0 else { return result }
        throw SystemFailure(what: what, errno: -result)
    }

    /// Passes on a result of the C library, which is negative where it failed.
    @discardableResult
    static func checkCall<R: SignedInteger>(_ result: R, _ what: String) throws -> R {
        guard result < 0 else { return result }
        throw SystemFailure(what: what, errno: Glibc.errno)
    }
}
