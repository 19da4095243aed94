import LabModel
import LabPrograms
import LabRunner

/// What came of a request.
struct ControlAnswer: Codable {
    /// The request's number.
    var number: UInt32
    /// What came of it.
    var result: Result<ControlValue, LabError>

    init(number: UInt32, result: Result<ControlValue, LabError>) {
        self.number = number
        self.result = result
    }

    private enum Key: String, CodingKey {
        case number, value, error
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        number = try container.decode(UInt32.self, forKey: .number)
        if let error = try container.decodeIfPresent(String.self, forKey: .error) {
            result = .failure(LabError(error))
        } else {
            result = .success(try container.decode(ControlValue.self, forKey: .value))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(number, forKey: .number)
        switch result {
        case .success(let value): try container.encode(value, forKey: .value)
        case .failure(let error): try container.encode(error.message, forKey: .error)
        }
    }
}

/// What a request gives.
enum ControlValue: Codable {
    case done
    case fault(FaultID)
    case faults([FaultInForce])
    case statistics(TrafficStatistics?)
    case leaderships([Leadership])
    case log([LogLine])
    case information(LabInformation)
    case count(Int)
}
