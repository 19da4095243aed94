import LabNetwork
import LabPrograms

/// What a server's catalog has said of its instances, and since when.
struct InstanceHistory {
    private struct Place: Hashable {
        var node: String
        var id: String
    }

    private var since: [Place: (instance: CatalogInstance, since: Instant)] = [:]

    /// Takes what the catalog says now.
    mutating func update(_ instances: [CatalogInstance], at now: Instant) {
        var next: [Place: (instance: CatalogInstance, since: Instant)] = [:]
        for instance in instances {
            let place = Place(node: instance.node, id: instance.id)
            if let old = since[place], old.instance == instance {
                next[place] = old
            } else {
                next[place] = (instance, now)
            }
        }
        since = next
    }

    /// The instances of a service with the moment since when they are as they are.
    func instances(of service: String) -> [(instance: CatalogInstance, since: Instant)] {
        since.values.filter { $0.instance.service == service }
    }
}
