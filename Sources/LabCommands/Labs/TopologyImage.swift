import Foundation
import LabHost
import LabImage
import LabModel
import LabNetns
import LabSupervisor

/// What the virtual machines of a topology start from.
enum TopologyImage {
    /// Where images are kept: `$XDG_CACHE_HOME/lab`, else `~/.cache/lab`.
    static var cacheDirectory: String { CacheDirectory.path }

    /// The image for a topology's hosts; made now where it has not been made before.
    ///
    /// - Parameters:
    ///   - kernel: a kernel of the user's own; `nil` for the distribution's.
    ///   - disk: a disk image of the user's own; `nil` for one with the programs of the topology.
    ///   - progress: told in words what is being done, where that takes time.
    /// - Throws: `LabError` where something is missing, saying what to do.
    static func image(
        for topology: Topology, kernel: String? = nil, disk: String? = nil,
        progress: (String) -> Void = { _ in }
    ) throws(LabError) -> MachineImage {
        var request = ImageRequest(agent: try agent(), programs: programs(of: topology))
        request.companions = companions(of: topology)
        request.kernel = kernel
        request.disk = disk
        return try ImageCache(directory: cacheDirectory).image(for: request, progress: progress)
    }

    /// The programs that components and images of a topology run, sorted.
    static func programs(of topology: Topology) -> [String] {
        Set(ComponentPlan.requirements(of: topology).map(\.program)).sorted()
    }

    /// The folders in which components and images of a topology start, and the files that their
    /// commands name, sorted.
    static func companions(of topology: Topology) -> [String] {
        let used = Set(topology.hosts.flatMap(\.run))
        let programs = topology.components.filter { used.contains($0.name) && $0.use != "builtin" }
            .compactMap(\.program)
        let images = Set(topology.services.map(\.image))
        let commands =
            programs.map { ($0.command, $0.directory) }
            + topology.images.filter { images.contains($0.name) }.map { ($0.command, $0.directory) }
        var result: Set<String> = []
        for (command, directory) in commands {
            if let directory { result.insert(directory) }
            result.formUnion(command.dropFirst().filter(isFile))
        }
        return result.sorted()
    }

    /// Whether a word of a command is the path of a file that a host would not make by itself.
    private static func isFile(_ word: String) -> Bool {
        var isDirectory: ObjCBool = false
        return word.hasPrefix("/")
            && !["/dev/", "/proc/", "/sys/", "/run/"].contains { word.hasPrefix($0) }
            && FileManager.default.fileExists(atPath: word, isDirectory: &isDirectory)
            && !isDirectory.boolValue
    }

    /// The agent that machines start as their first program, which no library can help there.
    static func agent() throws(LabError) -> String {
        let executables = try LabExecutables.current()
        let folder = executables.lab.lastIndex(of: "/").map { executables.lab[..<$0] } ?? ""
        let candidates = [executables.agent, "\(folder)/../release/lab-agent"]
        if let found = candidates.first(where: { ImageCache.isStatic(agent: $0) }) { return found }
        throw LabError(
            "virtual machines need lab-agent linked statically: run .ci/build-agent, or set "
                + "LAB_AGENT to the path of one")
    }
}
