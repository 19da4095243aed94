import CLinux
import Glibc

/// `lab-agent relay`: what a lab runs on a computer where libvirt keeps some of its machines.
enum RelayCommand {
    static func main(_ arguments: [String]) -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        // A relay that is ended by a signal would leave its directory; its input ends as well.
        signal(SIGHUP, SIG_IGN)
        signal(SIGINT, SIG_IGN)
        do throws(RelayFailure) {
            let relay = try Relay(home: arguments.dropFirst(2).first)
            relay.run(input: 0, output: 1)
            return 0
        } catch {
            AgentEntry.complain("lab-agent relay: \(error)")
            return 71
        }
    }
}
