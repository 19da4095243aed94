import ArgumentParser
import Foundation
import LabModel
import LabNetwork
import LabReport
import LabRunner
import LabSupervisor

/// What there is in a lab at one moment, for people and for machines.
struct LabStatus {
    private let information: LabInformation
    private let topology: Topology
    private let units: [UnitStatus]
    private let faults: [FaultInForce]
    private let now: Instant

    init(_ lab: HostedLab) throws {
        information = lab.information
        topology = lab.topology
        units = lab.units()
        now = lab.now
        faults = try orBackendError { () throws(LabError) in try lab.faults() }
    }

    // MARK: - For people

    /// The lab, then a table each of what there is.
    var lines: [String] {
        var tables = [[head], hosts, processes, instances, faultLines].filter { !$0.isEmpty }
        if !information.published.isEmpty {
            tables.append(
                ["published"]
                    + information.published.map { "  port \($0.port) → \($0.host):\($0.hostPort)" })
        }
        return Array(tables.joined(separator: [""]))
    }

    private var head: String {
        let age = max(Int64(Date().timeIntervalSince1970) - information.createdAt, 0)
        var text = "\(topology.name) on \(information.backend) as '\(information.environment)', "
        text += "up for \(Interval.seconds(age).roughly)"
        if let accelerator = information.accelerator {
            // Machines have what their definitions say, whatever limits there are for processes.
            let connection = information.connection ?? information.backend
            text += "; machines of \(connection) under \(accelerator.uppercased())"
            text += information.ways.map { "; " + $0 }.joined()
        } else if !information.limits.isEmpty {
            text += "; limits: \(information.limits)"
        }
        return text
    }

    private var hosts: [String] {
        var table = TextTable("host", "address", "state", "restarts", "since")
        for status in units {
            guard case .host(let name) = status.unit, let host = topology.host(named: name) else {
                continue
            }
            let addresses = host.attachments.map(\.address.description).joined(separator: " ")
            let isTainted = information.tainted.contains(name)
            let state = status.state.isAlive ? status.state.words : "no power"
            table.add(
                name, addresses, state + (isTainted ? ", tainted" : ""), "\(status.restarts)",
                since(status))
        }
        return table.isEmpty ? [] : table.lines
    }

    private var processes: [String] {
        var table = TextTable("process", "state", "restarts", "since")
        for status in units {
            guard case .component = status.unit else { continue }
            table.add(
                status.unit.description, status.state.words, "\(status.restarts)", since(status))
        }
        return table.isEmpty ? [] : table.lines
    }

    private var instances: [String] {
        var table = TextTable("instance", "id", "port", "state", "restarts", "since")
        for status in units {
            guard case .instance = status.unit else { continue }
            table.add(
                status.unit.description, status.instanceID ?? "",
                status.publishedPort.map { "\($0)" } ?? "", status.state.words,
                "\(status.restarts)", since(status))
        }
        return table.isEmpty ? [] : table.lines
    }

    private var faultLines: [String] {
        guard !faults.isEmpty else { return ["no faults in force"] }
        var table = TextTable("fault", "in force for", "")
        for fault in faults {
            table.add("\(fault.id)", (now - fault.since).roughly, fault.description)
        }
        return table.lines
    }

    private func since(_ status: UnitStatus) -> String {
        status.since.map { "\((now - $0).roughly) ago" } ?? ""
    }

    // MARK: - For machines

    /// Everything, as one JSON object.
    var json: JSONText {
        .object([
            ("environment", .text(information.environment)), ("isUp", .flag(true)),
            ("topology", .text(topology.name)), ("backend", .text(information.backend)),
            ("createdAt", .integer(information.createdAt)),
            ("process", .integer(Int64(information.process))),
            ("limits", .text(information.limits)),
            ("connection", .optional(information.connection)),
            ("accelerator", .optional(information.accelerator)),
            ("ways", .array(information.ways.map { .text($0) })),
            ("hosts", .array(units.compactMap(host))),
            ("processes", .array(units.compactMap(process))),
            ("instances", .array(units.compactMap(instance))),
            (
                "faults",
                .array(
                    faults.map {
                        .object([
                            ("id", .integer(Int64($0.id))), ("fault", .text($0.description)),
                            ("seconds", .seconds(now - $0.since)),
                        ])
                    })
            ),
            (
                "published",
                .array(
                    information.published.map {
                        .object([
                            ("port", .integer(Int64($0.port))), ("host", .text($0.host)),
                            ("hostPort", .integer(Int64($0.hostPort))),
                        ])
                    })
            ),
        ])
    }

    private typealias Members = [(name: String, value: JSONText)]

    private func common(_ status: UnitStatus) -> Members {
        [
            ("state", .text(status.state.words)), ("restarts", .integer(Int64(status.restarts))),
            ("seconds", status.since.map { .seconds(now - $0) } ?? .null),
        ]
    }

    private func host(_ status: UnitStatus) -> JSONText? {
        guard case .host(let name) = status.unit else { return nil }
        let attachments = topology.host(named: name)?.attachments ?? []
        let addresses: Members = attachments.map { ($0.network, .text($0.address.description)) }
        return .object(
            [("name", .text(name)), ("addresses", .object(addresses))] + common(status)
                + [("isTainted", .flag(information.tainted.contains(name)))])
    }

    private func process(_ status: UnitStatus) -> JSONText? {
        guard case .component(let host, let name) = status.unit else { return nil }
        return .object(
            [
                ("name", .text(status.unit.description)), ("host", .text(host)),
                ("component", .text(name)),
            ] + common(status))
    }

    private func instance(_ status: UnitStatus) -> JSONText? {
        guard case .instance(let host, let service, _) = status.unit else { return nil }
        return .object(
            [
                ("name", .text(status.unit.description)), ("host", .text(host)),
                ("service", .text(service)), ("id", .optional(status.instanceID)),
                ("port", status.publishedPort.map { .integer(Int64($0)) } ?? .null),
            ] + common(status))
    }
}

extension Interval {
    /// The length as people say it: `0.2 s`, `12 s`, `3 min`, `2 h 5 min`.
    var roughly: String {
        let seconds = max(nanoseconds, 0) / 1_000_000_000
        switch seconds {
        case ..<10: return "\(seconds).\(max(nanoseconds, 0) / 100_000_000 % 10) s"
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        default: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
        }
    }
}
