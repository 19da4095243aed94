import Foundation
import LabModel
import Testing

@testable import LabImage

@Suite struct ProgramClosureTests {
    private func closure(_ folder: Fixture.Folder) -> ProgramClosure {
        ProgramClosure(search: ProgramSearch(folders: [folder.path + "/bin"]))
    }

    private func link(_ folder: Fixture.Folder, _ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/\(name)", withDestinationPath: target)
    }

    @Test func linksStayLinksAndWhatTheyLeadToComesAlong() throws {
        let folder = try Fixture.Folder()
        try folder.write("real/tool-2", Fixture.program(), mode: 0o4755)
        try link(folder, "real/tool", to: "tool-2")
        try link(folder, "bin", to: "real")
        var closure = closure(folder)
        try closure.add(program: "tool")
        let entries = closure.files.entries
        #expect(entries[folder.path + "/bin"]?.node == .link("real"))
        #expect(entries[folder.path + "/real/tool"]?.node == .link("tool-2"))
        #expect(entries[folder.path + "/real/tool-2"]?.node == .file)
        #expect(entries[folder.path + "/real/tool-2"]?.mode == 0o4755)
        #expect(entries[folder.path]?.node == .directory)
    }

    @Test func aProgramOfTheUsersPathIsFoundOnAHost() throws {
        let folder = try Fixture.Folder()
        try folder.write("bin/tool", Fixture.program(), mode: 0o755)
        var closure = closure(folder)
        try closure.add(program: "tool")
        let entry = closure.files.entries["/usr/local/bin/tool"]
        #expect(entry?.node == .link(folder.path + "/bin/tool"))
    }

    @Test func aScriptBringsItsInterpreter() throws {
        let folder = try Fixture.Folder()
        try folder.write("bin/tool", "#!/usr/bin/env -S interpreter -x\n", mode: 0o755)
        try folder.write("bin/interpreter", "#!\(folder.path)/bin/shell\n", mode: 0o755)
        try folder.write("bin/shell", Fixture.program(), mode: 0o755)
        var closure = closure(folder)
        try closure.add(program: folder.path + "/bin/tool")
        for name in ["tool", "interpreter", "shell"] {
            #expect(closure.files.entries["\(folder.path)/bin/\(name)"]?.node == .file)
        }
    }

    @Test func librariesAreFoundFromWhereTheProgramIs() throws {
        let folder = try Fixture.Folder()
        try folder.write("lib/libinner.so", Fixture.program())
        try folder.write(
            "lib/libouter.so", Fixture.program(needed: ["libinner.so"], runpath: "$ORIGIN"))
        try folder.write(
            "bin/tool", Fixture.program(needed: ["libouter.so"], runpath: "${ORIGIN}/../lib"),
            mode: 0o755)
        var closure = closure(folder)
        try closure.add(program: "tool")
        #expect(closure.files.entries[folder.path + "/lib/libouter.so"]?.node == .file)
        #expect(closure.files.entries[folder.path + "/lib/libinner.so"]?.node == .file)
    }

    @Test func whatIsMissingIsNamed() throws {
        let folder = try Fixture.Folder()
        try folder.write("bin/tool", Fixture.program(needed: ["libnowhere.so.7"]), mode: 0o755)
        try folder.write("bin/script", "#!/usr/bin/env nowhere\n", mode: 0o755)
        var closure = closure(folder)
        for (program, missing) in [
            ("consul-of-nobody", "the program consul-of-nobody"), ("tool", "libnowhere.so.7"),
            ("script", "the interpreter of"), (folder.path + "/bin/none", "/bin/none"),
        ] {
            let error = #expect(throws: LabError.self) { try closure.add(program: program) }
            #expect(error?.message.contains(missing) == true, "\(error?.message ?? "")")
        }
    }

    @Test func aFileThatChangesMeanwhileIsNoticed() throws {
        let folder = try Fixture.Folder()
        let path = try folder.write("bin/tool", Fixture.program(), mode: 0o755)
        var closure = closure(folder)
        try closure.add(program: "tool")
        #expect(closure.files.changed == nil)
        try folder.write("bin/tool", Fixture.program(code: [0x90]), mode: 0o755)
        #expect(closure.files.changed == path)
    }

    @Test func aDirectoryComesWhole() throws {
        let folder = try Fixture.Folder()
        try folder.write("app/bin/tool", "text")
        try folder.write("app/data/.hidden", "text")
        var closure = closure(folder)
        try closure.add(program: folder.path + "/app")
        #expect(closure.files.entries[folder.path + "/app/bin/tool"]?.node == .file)
        #expect(closure.files.entries[folder.path + "/app/data/.hidden"]?.node == .file)
    }

    @Test func programsFindWhatLiesBesideThemButNotTheLabsOwnFiles() throws {
        let folder = try Fixture.Folder()
        try folder.write("app/server.py", "print()")
        try folder.write("app/settings.yaml", "port: 80\n")
        try folder.write("app/failover.yaml", "# a story\ntopology: three-node\nsteps: []\n")
        try folder.write("app/three-node.yaml", "name: x\nnetworks:\n  lan: {}\nhosts: {}\n")
        try folder.write("app/.git/index", "x")
        var closure = closure(folder)
        closure.add(companion: folder.path + "/app")
        closure.add(companion: folder.path + "/none")
        let names = closure.files.entries.keys.filter { $0.hasPrefix(folder.path + "/app/") }
        #expect(
            names.sorted() == ["server.py", "settings.yaml"].map { "\(folder.path)/app/\($0)" })
    }

    @Test(.enabled(if: Needs.programs("sh", "bash"), "not run: there is no sh"))
    func everyHostHasAShellAndPlacesToMountOn() throws {
        var closure = ProgramClosure()
        closure.addBase()
        closure.finish()
        let entries = closure.files.entries
        for path in ["/dev", "/proc", "/sys", "/run", "/tmp", "/lab", "/root", "/var/log"] {
            #expect(entries[path]?.node == .directory, "\(path)")
        }
        #expect(entries["/tmp"]?.mode == 0o1777)
        #expect(entries["/etc/hosts"]?.node == .empty)
        #expect(entries["/etc/passwd"]?.node == .file)
        #expect(entries["/etc/shadow"] == nil)
        // Everything lies in a directory that is there too.
        for path in entries.keys where FileTree.parent(of: path) != "/" {
            #expect(entries[FileTree.parent(of: path)]?.node == .directory, "\(path)")
        }
    }
}
