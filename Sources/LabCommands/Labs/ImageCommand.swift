import ArgumentParser

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Makes, lists and removes what virtual machines start from.",
        discussion: """
            An image is a kernel, its first file system, and a disk with the programs that hosts \
            run, taken from this machine. up and run make it where it is missing; it is made anew \
            when something has changed that it is made of.
            """,
        subcommands: [
            ImageBuildCommand.self, ImageListCommand.self, ImageRemoveCommand.self,
        ])
}
