import Glibc
import LabHost
import LabModel
import LabNetwork
import LabRunner

/// Commands whose output is collected.
extension HostedLab {
    /// How much of a command's output is kept, on each of its two ways.
    private static let mostOutput = 16 << 20

    /// Runs a command in a host; what came of it appears in `result(of:)`.
    public func execute(_ command: [String], on host: String) throws(LabError) -> ExecutionID {
        let number = takeStream()
        executions[number] = Execution()
        do throws(LabError) {
            _ = try ask(.execute(number, CommandSpec(command: command), host: host))
        } catch {
            executions[number] = nil
            throw error
        }
        tell(.endInput(number))
        return ExecutionID(rawValue: number)
    }

    /// What came of a command, once it has ended.
    public func result(of execution: ExecutionID) -> ExecutionResult? {
        takeFrames()
        return executions[execution.rawValue]?.result
    }

    /// Forgets a command; one that still runs is killed.
    public func forget(_ execution: ExecutionID) {
        guard let known = executions.removeValue(forKey: execution.rawValue) else { return }
        if known.result == nil { tell(.abandon(execution.rawValue)) }
    }

    func takeStream() -> UInt32 {
        defer { nextStream += 1 }
        return nextStream
    }

    func take(_ bytes: [UInt8], of number: UInt32, isError: Bool) {
        if attached?.number == number {
            attached?.write(bytes, isError: isError)
        } else if isError {
            executions[number]?.errorOutput.append(bytes, upTo: HostedLab.mostOutput)
        } else {
            executions[number]?.output.append(bytes, upTo: HostedLab.mostOutput)
        }
    }

    func end(_ number: UInt32, code: Int32, reason: String?) {
        if attached?.number == number {
            attached?.end = (code, reason)
        } else if let execution = executions[number] {
            var errors = String(decoding: execution.errorOutput, as: UTF8.self)
            if let reason { errors += "lab: \(reason)\n" }
            executions[number] = Execution(
                result: ExecutionResult(
                    code: code, output: String(decoding: execution.output, as: UTF8.self),
                    errorOutput: errors))
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ bytes: [UInt8], upTo most: Int) {
        append(contentsOf: bytes.prefix(Swift.max(0, most - count)))
    }
}
