import LabHost
import LabNetwork
import LabPrograms

extension DNSFault {
    /// The fault for a lie that a scenario asks for.
    init(_ lie: DNSLie) {
        let names: Names =
            switch lie.match {
            case nil: .all
            case .exactly(let name): .exactly(name)
            case .matching(let expression): .matching(expression)
            }
        self.init(
            answer: lie.answer.flatMap { Answer(rawValue: $0.rawValue) },
            delay: .milliseconds(lie.delayMilliseconds), names: names)
    }
}
