import Glibc
import LabModel

/// The distribution's own kernel for virtual machines: the one that is installed, else the package,
/// which is fetched once.
struct KernelPackage {
    /// Where fetched kernels are kept, a directory for each.
    let directory: String
    /// Where the system has its kernels.
    var boot = "/boot"

    static let remedy =
        "apt-get install linux-image-cloud-\(architecture), or give one with --kernel FILE"

    /// The machine's architecture as Debian names it.
    private static var architecture: String {
        var name = utsname()
        uname(&name)
        let machine = withUnsafeBytes(of: &name.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return ["x86_64": "amd64", "aarch64": "arm64"][machine] ?? machine
    }

    /// A kernel that is on this machine already.
    func present() -> KernelImage? {
        let installed = kernels(in: boot, where: { $0.contains("cloud") })
        if let found = installed.last { return found }
        let fetched = FileTree.names(in: directory)
            .compactMap { try? KernelImage(path: "\(directory)/\($0)/vmlinuz") }
            .filter { $0.modules != nil }
        return fetched.max { Self.isEarlier($0.version ?? "", $1.version ?? "") }
    }

    /// Fetches the package.
    ///
    /// - Parameters:
    ///   - work: a directory for files that are not needed later.
    ///   - progress: told in words what is being done.
    /// - Throws: `LabError` where that does not work here, saying what to do.
    func fetch(
        work: String, progress: (String) -> Void
    ) throws(LabError) -> KernelImage {
        let search = ProgramSearch()
        let hasPackages = ["apt-get", "apt-cache", "dpkg-deb"].allSatisfy {
            search.path(of: $0) != nil
        }
        guard hasPackages else {
            if let other = kernels(in: boot, where: { _ in true }).last { return other }
            throw LabError("no kernel for virtual machines is here: give one with --kernel FILE")
        }
        guard let name = known() else {
            if let other = kernels(in: boot, where: { _ in true }).last { return other }
            throw LabError(
                "no kernel package is known here: run apt-get update and try again, or "
                    + Self.remedy)
        }
        progress("fetching \(name)")
        let place = work + "/kernel"
        try FileTree.makeDirectories(place)
        let outcome = try Tool.run([
            "env", "--chdir=\(place)", "apt-get", "-q", "-o", "Acquire::Retries=1", "-o",
            "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20", "download", name,
        ])
        let file = FileTree.names(in: place).first { $0.hasSuffix(".deb") }
        guard outcome.status == 0, let file else {
            throw LabError(
                "can't fetch the kernel package \(name) (\(outcome.complaint)): "
                    + "run apt-get update and try again, or " + Self.remedy)
        }
        progress("unpacking \(name)")
        return try unpack("\(place)/\(file)", name: name, work: place)
    }

    /// Takes the kernel and its modules out of a package.
    func unpack(_ file: String, name: String, work: String) throws(LabError) -> KernelImage {
        let whole = work + "/whole"
        try Tool.require(["dpkg-deb", "-x", file, whole], to: "unpack the kernel package \(name)")
        let kernel = FileTree.names(in: whole + "/boot").first { $0.hasPrefix("vmlinuz-") }
        let modules = ["/lib/modules", "/usr/lib/modules"].first { path in
            !FileTree.names(in: whole + path).isEmpty
        }
        guard let kernel, let modules else {
            throw LabError("the package \(name) has no kernel with modules: use --kernel FILE")
        }
        let kept = work + "/kept"
        try FileTree.makeDirectories(kept + "/lib")
        guard rename("\(whole)/boot/\(kernel)", kept + "/vmlinuz") == 0,
            rename(whole + modules, kept + "/lib/modules") == 0
        else { throw FileTree.failure("keep the kernel in", kept) }
        try FileTree.makeDirectories(directory)
        let place = "\(directory)/\(name)"
        FileTree.remove(place)
        guard rename(kept, place) == 0 else { throw FileTree.failure("keep the kernel as", place) }
        return try KernelImage(path: place + "/vmlinuz")
    }

    /// The package with the newest kernel, which one of an unchanging name depends on; `nil` where
    /// the system's lists of packages have none.
    func known() -> String? {
        for name in ["linux-image-cloud-\(Self.architecture)", "linux-image-\(Self.architecture)"] {
            guard let outcome = try? Tool.run(["apt-cache", "depends", name]) else { return nil }
            for line in outcome.text.split(separator: "\n") {
                let words = line.split(separator: " ")
                if words.count == 2, words[0].hasSuffix("Depends:"),
                    words[1].hasPrefix("linux-image-")
                {
                    return String(words[1])
                }
            }
        }
        return nil
    }

    /// The system's kernels with modules, the newest last.
    func kernels(in folder: String, where isMeant: (String) -> Bool) -> [KernelImage] {
        FileTree.names(in: folder).filter { $0.hasPrefix("vmlinuz-") && isMeant($0) }
            .compactMap { try? KernelImage(path: "\(folder)/\($0)") }
            .filter { $0.modules != nil }
            .sorted { Self.isEarlier($0.version ?? "", $1.version ?? "") }
    }

    /// Compares versions number by number.
    private static func isEarlier(_ one: String, _ other: String) -> Bool {
        func numbers(_ text: String) -> [Int] {
            text.split { !$0.isNumber }.map { Int($0) ?? 0 }
        }
        return numbers(one).lexicographicallyPrecedes(numbers(other))
    }
}
