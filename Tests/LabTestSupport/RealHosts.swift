#if canImport(Glibc)
import Glibc
#endif

/// Whether the tests run that make real hosts.
///
/// They measure time and share two processors badly with a thousand other tests, so they run when
/// asked for, one suite after the other: `LAB_REAL_HOSTS=1 swift test --no-parallel`.
package enum RealHosts {
    /// Whether they were asked for.
    package static let areWanted = getenv("LAB_REAL_HOSTS") != nil
    /// What is said where they were not.
    package static let notWanted =
        "not run: LAB_REAL_HOSTS=1 swift test --no-parallel makes real hosts"
}
