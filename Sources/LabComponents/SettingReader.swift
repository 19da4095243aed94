import LabModel
import LabNetwork
import LabPrograms

/// Reads the configuration of a built-in component, with errors that name the key.
struct SettingReader {
    let component: ComponentDefinition

    func text(_ key: String) throws(LabError) -> String? {
        guard let value = component.configuration[key] else { return nil }
        switch value {
        case .text(let text): return text
        case .integer(let number): return "\(number)"
        case .null: return nil
        case .flag, .decimal, .list, .map: throw error(key, "is a text")
        }
    }

    func integer(_ key: String, in range: ClosedRange<Int64>) throws(LabError) -> Int64? {
        guard let value = component.configuration[key] else { return nil }
        let number = value.integer ?? value.text.flatMap { Int64($0) }
        guard let number, range.contains(number) else {
            throw error(
                key, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func flag(_ key: String) throws(LabError) -> Bool? {
        guard let value = component.configuration[key] else { return nil }
        if let flag = value.flag { return flag }
        switch value.text {
        case "true": return true
        case "false": return false
        default: throw error(key, "is true or false")
        }
    }

    func interval(_ key: String) throws(LabError) -> Interval? {
        guard let text = try text(key) else { return nil }
        guard let interval = GoDuration.parse(text).value else {
            throw error(key, "is a duration such as 5s")
        }
        return interval
    }

    func texts(_ key: String) throws(LabError) -> [String]? {
        guard let value = component.configuration[key] else { return nil }
        if let text = value.text { return [text] }
        guard let list = value.list else { throw error(key, "is a list") }
        var result: [String] = []
        for element in list {
            guard let text = element.text else { throw error(key, "is a list of texts") }
            result.append(text)
        }
        return result
    }

    func error(_ key: String, _ expected: String) -> LabError {
        LabError("component \(component.name): \(key) \(expected)")
    }
}
