import CLinux

#if canImport(Glibc)
import Glibc
#endif

/// What `lab-agent` does, by its first argument; `lab` does the same where its own name is
/// `lab-agent`.
public enum AgentEntry {
    /// The version that `--version` prints.
    public static let version = "0.1.0"

    /// Runs a command of the agent to its end.
    ///
    /// - Parameter arguments: the program's name, the command and its arguments.
    /// - Returns: the exit code; 64 (`EX_USAGE` of sysexits.h) for a command that there is not.
    public static func main(_ arguments: [String]) -> Int32 {
        if MachineBoot.isWanted(arguments) { MachineBoot.run() }
        switch arguments.dropFirst().first {
        case "host":
            return HostAgent.run()
        case "keep":
            // Forks, so nothing may have made a thread before.
            return lab_keep_main(CommandLine.argc, CommandLine.unsafeArgv)
        case "relay":
            return RelayCommand.main(arguments)
        case "run", "discovery", "registrator", "balancer", "hello":
            return ProgramCommand.main(arguments)
        case "--version":
            print("lab-agent \(version)")
            return 0
        case "--help", "-h", nil:
            print(help)
            return 0
        case let word?:
            complain("lab-agent: there is no command \(word); lab-agent --help names them all")
            return 64
        }
    }

    static func complain(_ text: String) {
        let line = text + "\n"
        _ = line.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
    }

    private static let help = """
        lab-agent: what runs inside the hosts of a lab. People use lab; it starts this program.

          lab-agent run FILE              a component or an instance of the lab, from its file
          lab-agent discovery …           the discovery agent by itself
          lab-agent registrator …         the registrator by itself
          lab-agent balancer …            the load balancer by itself
          lab-agent hello                 the demo service by itself, on $PORT
          lab-agent host                  the first process of a host; orders on descriptor 3
          lab-agent keep …                the process tree of a lab
          lab-agent relay                 wires of machines that another computer's libvirt runs
          lab-agent --version             the version

        Where a kernel has started it as /init, it is the first process of a virtual machine.
        """
}
