import LabNetwork
import LabProgram

/// One line of the data folder's list of registrations; the last one about an id counts.
enum RegistrationRecord: Hashable {
    /// A service was registered over the HTTP API.
    case service(CatalogService)
    /// A service was deregistered.
    case removedService(String)
    /// A check was registered over the HTTP API.
    case check(CatalogCheck, CheckPlan?, deregisterAfter: Interval?)
    /// A check was deregistered.
    case removedCheck(String)
    /// A check that waits for updates was updated; the state holds until that moment.
    case state(String, HealthStatus, output: String, expires: Instant)
}

extension RegistrationRecord: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .service(let service):
            writer.byte(1)
            service.write(to: &writer)
        case .removedService(let id):
            writer.byte(2)
            writer.text(id)
        case .check(let check, let plan, let deregisterAfter):
            writer.byte(3)
            check.write(to: &writer)
            writer.flag(plan != nil)
            plan?.write(to: &writer)
            writer.signed(deregisterAfter?.nanoseconds ?? 0)
        case .removedCheck(let id):
            writer.byte(4)
            writer.text(id)
        case .state(let id, let status, let output, let expires):
            writer.byte(5)
            writer.text(id)
            writer.text(status.word)
            writer.text(output)
            writer.signed(expires.nanoseconds)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        switch try reader.byte() {
        case 1: self = .service(try CatalogService(from: &reader))
        case 2: self = .removedService(try reader.text())
        case 3:
            let check = try CatalogCheck(from: &reader)
            let plan = try reader.flag() ? try CheckPlan(from: &reader) : nil
            let after = Interval(nanoseconds: try reader.signed())
            self = .check(check, plan, deregisterAfter: after > .zero ? after : nil)
        case 4: self = .removedCheck(try reader.text())
        case 5:
            let id = try reader.text()
            guard let status = HealthStatus(word: try reader.text()) else {
                throw ByteReader.Malformed()
            }
            let output = try reader.text()
            self = .state(
                id, status, output: output, expires: Instant(nanoseconds: try reader.signed()))
        default: throw ByteReader.Malformed()
        }
    }
}
