import LabNetns
import LabSupervisor

/// Finds out whether labs of virtual machines work here.
public enum LibvirtDoctor {
    /// Looks at everything that they need; nothing is changed, and no machine is started.
    ///
    /// - Parameters:
    ///   - netns: what was found out about namespaces, in which the machines run.
    ///   - cacheDirectory: where images and the results of earlier trials are.
    /// - Returns: findings of which `NetnsDoctor.allFine` says whether machines work.
    public static func examine(
        netns: [NetnsDoctor.Finding] = NetnsDoctor.examine(),
        cacheDirectory: String = CacheDirectory.path
    ) -> [NetnsDoctor.Finding] {
        LibvirtParts(
            hasNamespaces: NetnsDoctor.allFine(netns), cacheDirectory: cacheDirectory
        ).findings
    }
}
