import LabNetwork

/// Something wrong that stays until it is healed.
public enum Fault: Hashable, Sendable {
    /// Which way packets go, as seen from a link's host.
    public enum Direction: String, Codable, Sendable {
        case to, from, both
    }

    /// What a discovery server answers instead of the truth.
    public enum DNSAnswer: String, Codable, Sendable, CaseIterable {
        case nxdomain = "NXDOMAIN"
        case servfail = "SERVFAIL"
        case empty = "EMPTY"
        case drop = "DROP"
        case truncate = "TRUNCATE"
    }

    /// The wire that a degradation is about.
    public enum Wire: Hashable, Sendable {
        /// A host's links; packets to it, from it, or both.
        case link(Target)
        /// The way between two hosts or groups; `to` is from the first to the second.
        case between([Target], [Target])
    }

    /// The processes freeze.
    case pause(targets: [Target])
    /// The discovery service's maintenance mode for a host's node or an instance's service.
    case maintenance(targets: [Target], reason: String?)
    /// Hosts of different groups can't exchange packets; hosts in no group form one more.
    case partition(groups: [[Target]])
    /// A host can't exchange packets with any other.
    case isolate(hosts: [Target])
    /// Packets of one direction are dropped, or answered with an ICMP error where `reject` is set.
    case block(from: [Target], to: [Target], reject: Bool)
    /// No carrier, on one network or on all.
    case unplug(hosts: [Target], network: String?)
    /// Worse conditions on a wire; a new degradation of a wire replaces the one before.
    case degrade(Wire, LinkConditions, Direction)
    /// The wall clock is off by `offset`, and drifts by `drift` parts in a billion.
    case skew(hosts: [Target], offset: Interval, driftPerBillion: Int64)
    /// No room for data but for `leave` bytes.
    case fillDisk(hosts: [Target], leave: Int64)
    /// The discovery server on a host answers wrongly; `match` limits it to names.
    case dns(hosts: [Target], answer: DNSAnswer?, delay: Interval?, match: TextPattern?)
}
