import Foundation
import Glibc
import LabModel
import Testing

@testable import LabLibvirt

@Suite struct RemoteSSHTests {
    @Test func sshIsToldWhatTheURISays() throws {
        let uri = try LibvirtURI("qemu+ssh://me@lab-2:2222/system?keyfile=/k&no_verify=1")
        let command = SSH.command(to: uri)
        #expect(command.suffix(2) == ["--", "lab-2"])
        for words in [["-p", "2222"], ["-l", "me"], ["-i", "/k"], ["-o", "BatchMode=yes"]] {
            #expect(zip(command, command.dropFirst()).contains { [$0, $1] == words })
        }
        #expect(command.contains("StrictHostKeyChecking=no"))
        let plain = SSH.command(to: try LibvirtURI("qemu+ssh://lab-2/system"))
        #expect(!plain.contains("-p") && !plain.contains("StrictHostKeyChecking=no"))
    }

    @Test(arguments: [
        ("me@lab-2: Permission denied (publickey).", "ssh-copy-id -p 2222 me@lab-2"),
        ("Host key verification failed.", "run ssh -p 2222 me@lab-2 once by hand"),
        (
            "ssh: connect to host lab-2 port 2222: Connection refused",
            "try ssh -p 2222 me@lab-2 true"
        ),
        ("", "ssh says nothing"),
    ])
    func whatToDoFollowsFromWhatSSHSaid(_ words: String, remedy: String) throws {
        let uri = try LibvirtURI("qemu+ssh://me@lab-2:2222/system")
        let message = SSH.refusal(uri, words).message
        #expect(message.hasPrefix("can't reach lab-2: "))
        #expect(message.contains(remedy))
    }

    /// A program of some lines of shell.
    private func script(_ lines: String) throws -> String {
        let path = "/tmp/lab-ssh-\(UUID().uuidString.prefix(8))"
        // Written by another process: a child that this one forks for another test meanwhile would
        // have the file open, and then nobody can execute it.
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", "printf '%s\\n' \"$1\" >$0; chmod 700 $0", path, lines]
        try writer.run()
        writer.waitUntilExit()
        return path
    }

    @Test func aComputerThatLetsNobodyInIsNamedWithItsOwnWords() throws {
        let ssh = try script(

            "#!/bin/sh\necho 'you@lab-2: Permission denied (publickey).' >&2\nexit 255")
        defer { unlink(ssh) }
        let uri = try LibvirtURI("qemu+ssh://lab-2/system?command=\(ssh)")
        let error = #expect(throws: LabError.self) {
            try RelayProcess.there(uri, agent: "/bin/true")
        }
        #expect(error?.message.contains("Permission denied (publickey).") == true)
        #expect(error?.message.contains("ssh-copy-id lab-2") == true)
    }

    @Test func anAgentIsBroughtOnceAndNoiseOfALoginIsPassedOver() throws {
        // What comes last is the command; a shell's greeting comes before its output.
        let home = "/tmp/lab-home-\(UUID().uuidString.prefix(8))"
        mkdir(home, 0o700)
        let ssh = try script(
            "#!/bin/bash\necho welcome\nexport HOME=\(home); unset XDG_CACHE_HOME\n"
                + "exec sh -c \"${@: -1}\"")
        let agent = try script("#!/bin/sh\necho \"relay: $0 $1\" >&2\ncat >/dev/null")
        defer { for path in [ssh, agent] { unlink(path) } }
        let uri = try LibvirtURI("qemu+ssh://lab-2/system?command=\(ssh)")
        for round in 0..<2 {
            let process = try RelayProcess.there(uri, agent: agent)
            process.end()
            #expect(process.lastWords.hasPrefix("relay: \(home)/.cache/lab/agent-"))
            #expect(process.lastWords.hasSuffix(" relay"), "round \(round)")
            // The second round finds what the first has brought.
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: home + "/.cache/lab")
        #expect(names.count == 1)
        try FileManager.default.removeItem(atPath: home)
    }
}
