#if Libvirt
/// The address of an object of libvirt's, which any thread may use.
///
/// Swift takes no C pointer for safe to share, hence a number. libvirt promises of its objects that
/// they are: "all the API functions are thread safe", and connections, domains and networks are
/// counted references behind locks of their own (https://libvirt.org/api.html).
struct LibvirtHandle: Hashable, Sendable {
    private let address: UInt

    /// Takes what a call returned.
    ///
    /// - Throws: what libvirt says of the call where it returned nothing.
    init(_ pointer: OpaquePointer?) throws(LibvirtError) {
        guard let pointer else { throw LibvirtError.last() }
        address = UInt(bitPattern: pointer)
    }

    /// The object, as C functions take it.
    var pointer: OpaquePointer? { OpaquePointer(bitPattern: address) }
}
#endif
