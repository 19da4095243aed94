import LabModel
import LabProgram

#if canImport(Glibc)
import Glibc
#endif

/// The variables that programs of a host are given.
struct HostEnvironment {
    /// What is taken over from the lab's own environment.
    private static let inherited = ["HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH"]

    /// Where programs are looked for.
    let search: ProgramSearch
    private var base: [ServiceDefinition.Variable] = []

    /// Takes over what programs of a host may know of the machine.
    init(hostName: String) {
        search = ProgramSearch(path: Self.variable("PATH") ?? "")
        base.append(.init("PATH", search.path))
        base.append(.init("HOSTNAME", hostName))
        for name in Self.inherited {
            if let value = Self.variable(name) { base.append(.init(name, value)) }
        }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// The variables as programs read them; of two of one name the later one counts.
    func with(_ further: [ServiceDefinition.Variable]) -> [String] {
        var variables = base
        for variable in further {
            variables.removeAll { $0.name == variable.name }
            variables.append(variable)
        }
        return variables.map { "\($0.name)=\($0.value)" }
    }
}
