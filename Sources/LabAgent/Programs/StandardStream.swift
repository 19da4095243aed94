#if canImport(Glibc)
import Glibc
#endif

/// Where a process writes: each text goes out at once.
struct StandardStream {
    static let output = StandardStream(descriptor: 1)
    static let errors = StandardStream(descriptor: 2)

    let descriptor: Int32

    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads any more: there is nobody to tell.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
