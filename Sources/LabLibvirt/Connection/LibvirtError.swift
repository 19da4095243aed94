#if Libvirt
import CLibvirt
import Glibc

/// Why libvirt could not do what was asked, in its own words.
public struct LibvirtError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, a `virErrorNumber` of virterror.h; 0 where libvirt gave no reason.
    public var code: Int32
    /// The part of libvirt that failed, a `virErrorDomain` of virterror.h.
    public var domain: Int32
    /// What libvirt says about it.
    public var message: String

    /// Makes a value.
    public init(code: Int32, domain: Int32, message: String) {
        self.code = code
        self.domain = domain
        self.message = message
    }

    /// What libvirt says about it.
    public var description: String { message }

    /// Whether there is no domain of that name, or no longer.
    public var isNoDomain: Bool { code == Self.number(VIR_ERR_NO_DOMAIN) }

    /// Whether the domain is in no state for what was asked, such as resuming one that runs.
    public var isInvalidOperation: Bool { code == Self.number(VIR_ERR_OPERATION_INVALID) }

    static func number(_ number: virErrorNumber) -> Int32 { Int32(bitPattern: number.rawValue) }

    /// The failure of the call that this thread has just made; libvirt keeps one for each thread, until
    /// the next call.
    static func last() -> LibvirtError {
        guard let error = virGetLastError() else {
            return LibvirtError(code: 0, domain: 0, message: "libvirt gave no reason")
        }
        let text = error.pointee.message.map { String(cString: $0) } ?? ""
        return LibvirtError(
            code: error.pointee.code, domain: error.pointee.domain,
            message: text.isEmpty ? "libvirt gave no reason" : text)
    }
}

/// Takes the result of a call that returns -1 where it fails.
@discardableResult
func checked(_ result: Int32) throws(LibvirtError) -> Int32 {
    guard result >= 0 else { throw LibvirtError.last() }
    return result
}

/// Takes a text that a call has allocated for its caller.
func checkedText(_ text: UnsafeMutablePointer<CChar>?) throws(LibvirtError) -> String {
    guard let text else { throw LibvirtError.last() }
    defer { free(text) }
    return String(cString: text)
}
#endif
