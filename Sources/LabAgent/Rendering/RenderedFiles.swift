import LabHost
import LabModel
import LabProgram
import LabRuntime
import NIOCore

/// Keeps the files that follow the catalog filled in, for every process of a host that has such.
final class RenderedFiles {
    /// The renderer of one process.
    private struct Follower {
        var files: [ProcessSpec.File]
        var source: CatalogSource?
        var runner: ProgramRunner<CatalogRenderer>
    }

    private let loop: any EventLoop
    private let configuration: RuntimeConfiguration
    private var followers: [String: Follower] = [:]

    /// Makes a keeper that follows nothing yet.
    init(_ setup: HostSetup, loop: any EventLoop) {
        self.loop = loop
        configuration = RuntimeConfiguration(host: setup.identity)
    }

    /// The files of a process as they are now, to be written before it starts.
    ///
    /// The first call for a process begins to follow the catalog for it; that goes on while the
    /// process does not run, so that it finds its files up to date.
    ///
    /// - Parameter onChange: called with files that have to be written anew, before the process is
    ///   told to read them.
    /// - Throws: `LabError` for a template that can't be filled in.
    func files(
        of spec: ProcessSpec, onChange: @escaping ([ProcessSpec.File]) -> Void
    ) throws(LabError) -> [ProcessSpec.File] {
        if let known = followers[spec.name] {
            if known.files == spec.rendered, known.source == spec.catalog {
                return known.runner.withProgram { program, _ in program.files }
            }
            forget(spec.name)
        }
        guard let renderer = try CatalogRenderer(spec) else { return [] }
        let runner = ProgramRunner(renderer, configuration: configuration, on: loop)
        runner.onChange = { [unowned runner] in
            let files = runner.withProgram { program, _ in program.takeChanged() }
            if !files.isEmpty { onChange(files) }
        }
        do {
            try runner.start()
        } catch {
            throw LabError("\(spec.name): the catalog can't be followed: \(error)")
        }
        followers[spec.name] = Follower(
            files: spec.rendered, source: spec.catalog, runner: runner)
        return renderer.files
    }

    /// Follows the catalog no longer for a process.
    func forget(_ process: String) {
        followers.removeValue(forKey: process)?.runner.stop()
    }
}
