/// The component definitions that the lab brings along.
enum ShippedDefinitions {
    /// Their names with their texts, in alphabetical order.
    private static let texts: [(name: String, text: [UInt8])] = [
        ("consul", PackageResources.consul_yaml), ("dnsmasq", PackageResources.dnsmasq_yaml),
        ("haproxy", PackageResources.haproxy_yaml), ("nginx", PackageResources.nginx_yaml),
    ]

    /// The names, in alphabetical order.
    static let names = texts.map(\.name)

    /// The text of a definition; `nil` where there is none of that name.
    static func text(named name: String) -> String? {
        texts.first { $0.name == name }.map { String(decoding: $0.text, as: UTF8.self) }
    }

    /// How messages name the definition's file.
    static func label(_ name: String) -> String { "the lab's own \(name).yaml" }
}
