import LabModel
import LabNetwork

/// Writes values as the files do.
enum Description {
    /// The conditions of a link; empty for one that changes nothing.
    static func link(_ link: LinkConditions) -> String {
        var parts: [String] = []
        if let delay = link.delay {
            parts.append("\(delay)" + (link.jitter.map { " ± \($0)" } ?? ""))
        } else if let jitter = link.jitter {
            parts.append("± \(jitter)")
        }
        let shares: [(String, Probability?)] = [
            ("loss", link.loss), ("duplicate", link.duplicate), ("reorder", link.reorder),
            ("corrupt", link.corrupt), ("correlation", link.correlation),
        ]
        for (name, share) in shares {
            if let share { parts.append("\(name) \(percentage(share))") }
        }
        if let rate = link.rate { parts.append(bitRate(rate)) }
        return parts.joined(separator: ", ")
    }

    /// A share as a percentage.
    static func percentage(_ share: Probability) -> String {
        number(Double(share.billionths) / 10_000_000) + "%"
    }

    /// A number without a point where it is whole.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    /// A rate in its largest whole unit.
    static func bitRate(_ rate: BitRate) -> String {
        let units: [(UInt64, String)] = [
            (1_000_000_000_000, "tbit"), (1_000_000_000, "gbit"), (1_000_000, "mbit"),
            (1_000, "kbit"),
        ]
        for (size, unit) in units where rate.bitsPerSecond % size == 0 {
            return "\(rate.bitsPerSecond / size)\(unit)"
        }
        return "\(rate.bitsPerSecond)bit"
    }

    /// A size in its largest whole unit.
    static func size(_ bytes: Int64) -> String {
        let units: [(Int64, String)] = [
            (1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"),
            (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"),
        ]
        for (size, unit) in units where bytes > 0 && bytes % size == 0 {
            return "\(bytes / size)\(unit)"
        }
        return "\(bytes)B"
    }

    /// What a service runs and how it is tested.
    static func service(_ service: ServiceDefinition) -> String {
        var parts = [service.image]
        let ports = service.ports.map { port in
            port.published.map { "\($0):\(port.exposed)" } ?? "\(port.exposed)"
        }
        if !ports.isEmpty {
            parts.append((ports.count == 1 ? "port " : "ports ") + ports.joined(separator: " "))
        }
        if let check = service.healthCheck {
            if let ttl = check.ttl {
                parts.append("ttl \(ttl)")
            } else {
                let what = check.http.map { "http \($0)" } ?? "tcp"
                parts.append("\(what) every \(check.interval)")
            }
        }
        return parts.joined(separator: ", ")
    }

    /// Some names, the rest counted.
    static func names(_ names: [String], most: Int = 4) -> String {
        guard names.count > most else { return names.joined(separator: ", ") }
        return names.prefix(most - 1).joined(separator: ", ")
            + " and \(names.count - most + 1) more"
    }
}
