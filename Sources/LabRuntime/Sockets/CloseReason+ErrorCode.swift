import LabProgram

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension CloseReason {
    /// Why a connection never came to be.
    init(connecting error: any Error) {
        switch error.errorCode {
        case ECONNREFUSED: self = .refused
        case ECONNRESET, EPIPE: self = .reset
        case ETIMEDOUT: self = .timedOut
        default: self = .unreachable
        }
    }

    /// Why a connection that stood is over.
    ///
    /// A kernel that gives up sending says `EHOSTUNREACH` where somebody told it so meanwhile.
    init(breaking error: any Error) {
        switch error.errorCode {
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: self = .timedOut
        default: self = .reset
        }
    }
}
