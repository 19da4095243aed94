import LabProgram

/// What the `SERVICE_*` variables and labels of a container say about the service on one port.
///
/// `SERVICE_<port>_<KEY>` counts for that exposed port alone, and there more than `SERVICE_<KEY>`;
/// a label counts more than a variable of the environment.
struct ServiceMetadata: Hashable {
    /// The pairs by key in small letters without the prefix, sorted by key.
    private(set) var pairs: [Container.Variable] = []
    /// The keys that were given for this very port.
    private var portKeys: [String] = []

    /// Reads what a container says about one of its exposed ports.
    init(_ container: Container, exposedPort: UInt16) {
        for variable in container.environment + container.labels {
            read(variable, exposedPort: exposedPort)
        }
    }

    /// The value of a key; empty where there is none, as the real program sees it.
    subscript(key: String) -> String { pairs.first { $0.name == key }?.value ?? "" }

    /// Whether the key was given for this very port.
    func isFromPort(_ key: String) -> Bool { portKeys.contains(key) }

    private mutating func read(_ variable: Container.Variable, exposedPort: UInt16) {
        let prefix = "SERVICE_"
        guard variable.name.hasPrefix(prefix) else { return }
        let key = variable.name.dropFirst(prefix.count).lowercased()
        guard !portKeys.contains(key) else { return }
        let parts = key.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Int(parts[0]) != nil else { return set(key, variable.value) }
        guard parts[0] == String(exposedPort) else { return }
        let portKey = String(parts[1])
        set(portKey, variable.value)
        if !portKeys.contains(portKey) { portKeys.append(portKey) }
    }

    private mutating func set(_ key: String, _ value: String) {
        let index = pairs.firstIndex { $0.name >= key } ?? pairs.count
        if index < pairs.count, pairs[index].name == key {
            pairs[index].value = value
        } else {
            pairs.insert(Container.Variable(key, value), at: index)
        }
    }
}
