import Foundation

/// Scenarios that end in a way of their own.
enum SampleScenarios {
    /// The failover scenario with a wrong expectation in its third step.
    static var wrong: String {
        get throws {
            let file = LabExecutable.home.appendingPathComponent("Scenarios/failover.yaml")
            return try String(contentsOf: file, encoding: .utf8)
                .replacingOccurrences(of: "answers: [host-2]}", with: "answers: [host-1]}")
        }
    }

    /// Its limit ends it before its step does.
    static let late = """
        name: late
        topology: three-node
        timeout: 3s
        steps:
          - name: somebody leads twice over
            expect:
              - leader: {is: none}
            within: 1m
        """

    /// It asks for what only real hosts can do.
    static let command = """
        name: command
        topology: three-node
        steps:
          - name: a command
            exec: [uname, -a]
        """

    /// Five slips of the keyboard in one file.
    static let slips = """
        topology: three-node
        steps:
          - name: a
            kil: host-1
            within: 5
          - start: simpel
            on: hots-1
            expect:
              - dns: {query: x, answer: [host-1]}
        """
}
