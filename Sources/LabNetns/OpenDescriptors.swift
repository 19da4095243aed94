import Glibc

/// Descriptors that are closed together, or some before.
struct OpenDescriptors {
    private var open: [Int32] = []

    /// Remembers a descriptor, and returns it; a negative number is none.
    mutating func add(_ descriptor: Int32) -> Int32 {
        if descriptor >= 0 { open.append(descriptor) }
        return descriptor
    }

    /// Closes some.
    mutating func close(all descriptors: [Int32]) {
        for descriptor in descriptors where open.contains(descriptor) { Glibc.close(descriptor) }
        open.removeAll { descriptors.contains($0) }
    }

    /// Closes the rest.
    mutating func close() { close(all: open) }
}
