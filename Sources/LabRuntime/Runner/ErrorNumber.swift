import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The number of an error of the machine, such as `ECONNREFUSED`.
struct ErrorNumber: Error, Hashable, CustomStringConvertible {
    let code: Int32

    /// Takes the number that the last system call of this thread left.
    static var last: ErrorNumber { ErrorNumber(code: errno) }

    /// Whether it says that there is no room for data.
    var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

    /// The machine's own words.
    var description: String { String(cString: strerror(code)) }
}

extension Error {
    /// The number behind an error of SwiftNIO; 0 where there is none.
    var errorCode: Int32 {
        switch self {
        case let error as IOError: error.errnoCode
        case let error as ErrorNumber: error.code
        case let error as ChannelError: error.isTimeout ? ETIMEDOUT : 0
        default: 0
        }
    }
}

extension ChannelError {
    fileprivate var isTimeout: Bool { if case .connectTimeout = self { true } else { false } }
}
