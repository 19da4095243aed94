import LabAgent

#if canImport(Glibc)
import Glibc
#endif

@main struct LabAgentMain {
    static func main() { exit(AgentEntry.main(CommandLine.arguments)) }
}
