import LabNetwork
import LabProgram

/// The data folder's list of registrations: it grows with each change and is written anew, short,
/// when most of it is out of date.
struct RegistrationLog {
    /// How many records may be out of date before the list is written anew.
    private static let slack = 64

    private var count = 0

    /// Adds a record.
    ///
    /// - Parameter live: how many records a list without anything out of date would have.
    /// - Returns: whether the list should be written anew.
    mutating func append(
        _ record: RegistrationRecord, live: Int, on system: inout some System
    ) -> Bool {
        do {
            try system.append(record.encoded(), to: DiscoveryAgent.File.registrations)
        } catch {
            system.log(.error, "agent: failed to persist registration: \(error)")
            return false
        }
        system.sync(DiscoveryAgent.File.registrations, token: 0)
        count += 1
        return count > live * 2 + RegistrationLog.slack
    }

    /// Writes the whole list anew.
    mutating func rewrite(_ records: [RegistrationRecord], on system: inout some System) {
        do {
            try system.replace(
                DiscoveryAgent.File.registrations, with: records.map { $0.encoded() }, token: 0)
            count = records.count
        } catch {
            system.log(.error, "agent: failed to persist registrations: \(error)")
        }
    }

    /// Reads the list; what can't be read is left out.
    mutating func read(from system: inout some System) -> [RegistrationRecord] {
        let records = system.records(of: DiscoveryAgent.File.registrations)
        count = records.count
        return records.compactMap { try? RegistrationRecord(decoding: $0) }
    }
}
