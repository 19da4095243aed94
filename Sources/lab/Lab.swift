import LabCommands

@main
struct Lab {
    static func main() { CommandLineEntry.main() }
}
