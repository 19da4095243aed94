import LabModel

/// What images are made of, as far as it is on this computer, for those who want to know before.
public struct ImageParts: Hashable, Sendable {
    /// What to do where there is no kernel.
    public static var kernelRemedy: String { "apt-get update; " + KernelPackage.remedy }

    /// The version and the path of the kernel that machines would start; `nil` where none is here.
    public var kernel: String?
    /// The package that would be fetched for one; `nil` where none is known.
    public var kernelPackage: String?
    /// The programs that make disks and are not here.
    public var missingTools: [String]
    /// The agent's executable.
    public var agent: String?
    /// Whether it runs in a machine, where there are no libraries.
    public var isAgentStatic: Bool

    /// Makes a value.
    public init(
        kernel: String?, kernelPackage: String?, missingTools: [String], agent: String?,
        isAgentStatic: Bool
    ) {
        self.kernel = kernel
        self.kernelPackage = kernelPackage
        self.missingTools = missingTools
        self.agent = agent
        self.isAgentStatic = isAgentStatic
    }

    /// Looks at this computer; nothing is fetched.
    public init(cacheDirectory: String, agent: String?) {
        let package = KernelPackage(directory: cacheDirectory + "/kernels")
        var kernel = package.present()
        var name: String?
        if kernel == nil {
            name = package.known()
            if name == nil { kernel = package.kernels(in: package.boot) { _ in true }.last }
        }
        let search = ProgramSearch()
        self.init(
            kernel: kernel.map { "\($0.version ?? "?")  \($0.path)" }, kernelPackage: name,
            missingTools: ["mke2fs", "debugfs"].filter { search.path(of: $0) == nil },
            agent: agent,
            isAgentStatic: agent.map { ImageCache.isStatic(agent: $0) } == true)
    }
}
