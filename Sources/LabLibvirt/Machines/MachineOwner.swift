/// Whose a domain is, as its metadata say it.
struct MachineOwner: Hashable, Sendable {
    /// The XML namespace of the metadata, by which domains of labs are found.
    static let namespace = "urn:lab:machine"

    /// The lab's environment.
    var environment: String
    /// The host.
    var host: String
    /// What tells the environment from those of that name that others have, on this computer or
    /// another one; empty where the domain is inside the lab.
    var mark = ""

    /// What stands in a domain's metadata.
    var element: XMLElement {
        XMLElement(
            "lab:host",
            [
                "xmlns:lab": Self.namespace, "environment": environment, "name": host,
                "mark": mark,
            ])
    }
}
