import Glibc
import LabImage
import LabNetns

extension LibvirtParts {
    /// Looks at this computer.
    init(hasNamespaces: Bool, cacheDirectory: String) {
        let cache = AccelerationCache(directory: cacheDirectory)
        self.init(
            library: Self.libraryVersion, hasDriver: Self.driver() != nil, qemu: Self.qemu(),
            hasNamespaces: hasNamespaces,
            image: ImageParts(
                cacheDirectory: cacheDirectory, agent: try? LabExecutables.current().agent),
            kvm: Self.kvm(cache), trials: cache.path)
    }

    private static var libraryVersion: String? {
        #if Libvirt
        LibvirtConnection.libraryVersion
        #else
        nil
        #endif
    }

    /// libvirt loads its drivers from a directory beside the library, unless it is told of another.
    private static func driver() -> String? {
        let told = getenv("LIBVIRT_DRIVER_DIR").map { [String(cString: $0)] }
        let beside = (libraryFolders + ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"])
            .map { $0 + "/libvirt/connection-driver" }
        return (told ?? beside).map { $0 + "/libvirt_driver_qemu.so" }
            .first { access($0, R_OK) == 0 }
    }

    /// Where this process has loaded libvirt from (proc_pid_maps(5): the path is the last word).
    private static var libraryFolders: [String] {
        let maps = Folder.read("/proc/self/maps", last: 4 << 20) ?? ""
        let library = maps.split(separator: "\n").first { $0.contains("/libvirt.so.") }
        guard let library, let start = library.firstIndex(of: "/"),
            let end = library.lastIndex(of: "/")
        else { return [] }
        return [String(library[start..<end])]
    }

    private static func qemu() -> Part? {
        guard let path = BoundProgram.path(of: AccelerationTrial.program) else { return nil }
        let text = BoundProgram(path: path, arguments: ["--version"]).output(within: .seconds(5))
        let words = text?.split(whereSeparator: \.isWhitespace) ?? []
        return Part(
            path: path, version: words.first { $0.first?.isNumber == true }.map(String.init))
    }

    private static func kvm(_ cache: AccelerationCache) -> KVM {
        let error = AccelerationTrial.deviceError(of: AccelerationTrial.device)
        guard error == 0 else { return .cannotBeOpened(error) }
        switch cache.latest {
        case .kvm: return .boots
        case .tcg: return .hangs
        case nil: return .notTried
        }
    }
}
