import LabModel

/// The modules that a virtual machine loads, in an order in which each finds what it needs.
struct ModuleSelection {
    /// A module that machines need, and whether they get on without.
    private static let wanted: [(name: String, isNeeded: Bool)] = [
        ("virtio_pci", true), ("virtio_mmio", false), ("virtio_net", true),
        ("virtio_console", true), ("virtio_rng", false), ("virtio_balloon", false),
        ("virtio_blk", true),
        // ext4 asks for the checksum by the name of its algorithm and not as a dependency.
        ("crc32c_generic", false), ("ext4", true), ("overlay", true), ("af_packet", false),
    ]

    /// The files, in the order of loading.
    private(set) var paths: [String] = []

    /// Chooses the modules.
    ///
    /// - Parameter dependencies: what the module at a path has to find loaded, by name.
    /// - Throws: `LabError` where the kernel has no driver that a machine needs.
    init(
        of tree: ModuleTree,
        dependencies: (String) throws(LabError) -> [String]
    ) throws(LabError) {
        var done: Set<String> = []
        for module in Self.wanted {
            let isFound = try add(module.name, of: tree, done: &done, dependencies)
            if module.isNeeded && !isFound {
                throw LabError(
                    "the kernel of \(tree.directory) has no \(module.name), which virtual machines "
                        + "need: use a distribution's kernel, or build it in")
            }
        }
    }

    private mutating func add(
        _ name: String, of tree: ModuleTree, done: inout Set<String>,
        _ dependencies: (String) throws(LabError) -> [String]
    ) throws(LabError) -> Bool {
        guard let path = tree.path(of: name) else { return tree.isBuiltIn(name) }
        guard done.insert(path).inserted else { return true }
        for needed in try dependencies(path) {
            guard try add(needed, of: tree, done: &done, dependencies) else {
                throw LabError("\(path) needs the module \(needed), which is not there")
            }
        }
        paths.append(path)
        return true
    }
}
