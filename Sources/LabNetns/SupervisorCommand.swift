import CLinux
import Glibc
import LabModel
import LabSupervisor

/// What `lab supervise` runs: the process that owns a lab, in the lab's own namespaces.
///
/// People don't call it; the lab's keeper does, with the descriptors of `lab_launch.h`.
public enum SupervisorCommand {
    /// Owns a lab until it ends.
    ///
    /// - Parameters:
    ///   - arguments: `--env NAME --seed N --backend NAME --options TEXT`; what else there is does
    ///     not count.
    ///   - makers: what makes the hosts of each backend beside `netns`.
    /// - Returns: the exit code.
    public static func main(
        _ arguments: [String], makers: [String: HostMakerFactory] = [:]
    ) -> Int32 {
        do {
            try supervise(arguments, makers)
            return 0
        } catch {
            complain("lab supervise: \(error)\n")
            return 70
        }
    }

    private static func supervise(
        _ arguments: [String], _ makers: [String: HostMakerFactory]
    ) throws(LabError) {
        guard let name = value(of: "--env", in: arguments),
            let seed = value(of: "--seed", in: arguments).flatMap({ UInt64($0) }),
            isStartedByKeeper
        else { throw LabError("this command is for lab itself; people use lab up") }
        for descriptor in LAB_FD_LOCK...LAB_FD_KEEPER { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let environment = try LabEnvironment(name: name)
        var information = LabInformation()
        information.environment = name
        let backend = value(of: "--backend", in: arguments) ?? HostBackend.netns.name
        information.backend = backend
        information.createdAt = Int64(time(nil))
        var limits = [CChar](repeating: 0, count: 256)
        let result = lab_keeper_hello(
            LAB_FD_KEEPER, &information.process, &limits, Int32(limits.count))
        guard result == 0 else {
            throw LabError("the lab's keeper has gone: \(Failure.text(-result))")
        }
        information.limits = String(
            decoding: limits.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let hasLimits = !information.limits.hasPrefix("none")
        let context = MakerContext(
            environment: environment, agent: try LabExecutables.current().agent,
            keeper: hasLimits ? LAB_FD_KEEPER : nil,
            options: value(of: "--options", in: arguments) ?? "")
        let maker = try makers[backend]?(context) ?? NetnsHostMaker(context)
        let supervisor = try Supervisor(
            environment: environment, maker: maker, listener: LAB_FD_LISTENER,
            firstClient: LAB_FD_LEASE, seed: seed, information: information)
        sayReady()
        supervisor.run()
    }

    /// Tells the launcher that clients are served; what they have sent meanwhile waits for them.
    private static func sayReady() {
        let line: [UInt8] = Array("ready\n".utf8)
        signal(SIGPIPE, SIG_IGN)
        _ = write(LAB_FD_STATUS, line, line.count)
        close(LAB_FD_STATUS)
    }

    private static var isStartedByKeeper: Bool {
        (LAB_FD_LOCK...LAB_FD_KEEPER).allSatisfy { fcntl($0, F_GETFD) >= 0 }
    }

    private static func value(of option: String, in arguments: [String]) -> String? {
        guard let place = arguments.firstIndex(of: option), place + 1 < arguments.count else {
            return nil
        }
        return arguments[place + 1]
    }

    private static func complain(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(2, bytes, bytes.count)
    }
}
