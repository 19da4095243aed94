import LabDNS

/// What a name inside the domain asks for (spec 3.1, the rule of label parsing).
struct DNSQueryName {
    enum Target {
        /// Instances of a service; the tag is `nil` for all of them.
        case service(name: String, tag: String?)
        /// A node.
        case node(String)
        /// The address that a label spells in hexadecimal.
        case address(ArraySlice<UInt8>)
        /// A prepared query, or an instance of a kind that this catalog has none of.
        case nothing
    }

    var target: Target
    /// The datacenter; `nil` where the name has none.
    var datacenter: String?

    private enum Kind {
        case service, node, address, other
    }

    /// Reads a name; `nil` where it asks for nothing.
    ///
    /// - Parameters:
    ///   - domainLength: how many octets at its end are the domain.
    ///   - isService: whether SRV records are asked for: then a label with an underscore needs no
    ///     `service` behind it.
    init?(_ name: DNSName, domainLength: Int, isService: Bool) {
        let wire = name.wire
        let end = wire.count - domainLength
        let labels = name.labelRanges.prefix { $0.upperBound <= end }
        var index = labels.count
        while index > 0 {
            index -= 1
            let label = wire[labels[index]]
            if let kind = DNSQueryName.kind(label) {
                self.init(kind, labels[..<index], suffix: labels[(index + 1)...], wire)
                return
            }
            if isService, label.first == UInt8(ascii: "_") {
                self.init(.service, labels[...index], suffix: labels[(index + 1)...], wire)
                return
            }
        }
        return nil
    }

    private init?(
        _ kind: Kind, _ parts: ArraySlice<Range<Int>>, suffix: ArraySlice<Range<Int>>,
        _ wire: [UInt8]
    ) {
        guard !parts.isEmpty, suffix.count <= 1 else { return nil }
        datacenter = suffix.first.map { DNSQueryName.text([$0], wire) }
        switch kind {
        case .service:
            target = DNSQueryName.service(parts, wire)
        case .node:
            target = .node(DNSQueryName.text(parts, wire))
        case .address:
            guard parts.count == 1, let label = parts.first else { return nil }
            target = .address(wire[label])
        case .other:
            target = .nothing
        }
    }

    /// Exactly two parts with underscores are the form of RFC 2782; otherwise all that stands
    /// before the last part is one tag.
    private static func service(_ parts: ArraySlice<Range<Int>>, _ wire: [UInt8]) -> Target {
        let underscore = UInt8(ascii: "_")
        if parts.count == 2, parts.allSatisfy({ wire[$0.lowerBound] == underscore }) {
            let bare = parts.map { $0.lowerBound + 1..<$0.upperBound }
            let transport = text(bare[1...], wire)
            return .service(
                name: text(bare[..<1], wire), tag: transport == "tcp" ? nil : transport)
        }
        let tag = parts.count > 1 ? text(parts.dropLast(), wire) : nil
        return .service(name: text(parts.suffix(1), wire), tag: tag)
    }

    /// The labels in small letters with dots between them.
    private static func text(_ labels: ArraySlice<Range<Int>>, _ wire: [UInt8]) -> String {
        var bytes: [UInt8] = []
        for label in labels {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ".")) }
            for byte in wire[label] { bytes.append(byte.lowercased) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func kind(_ label: ArraySlice<UInt8>) -> Kind? {
        switch label.count {
        case 4 where label.spells("node"): .node
        case 4 where label.spells("addr"): .address
        case 5 where label.spells("query"): .other
        case 7 where label.spells("service"): .service
        case 7 where label.spells("connect"): .other
        case 7 where label.spells("ingress"): .other
        default: nil
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func spells(_ word: String) -> Bool {
        elementsEqual(word.utf8) { $0.lowercased == $1 }
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}
