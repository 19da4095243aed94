import CLinux
import Glibc
import LabModel
import LabNetwork

extension RelayProcess {
    /// How long ssh may take to get in, in milliseconds.
    private static let patience: Int32 = 30_000
    /// What tells the relay's first line from what a login may print before.
    private static let mark = "lab-relay"

    /// Starts a relay where a daemon is.
    ///
    /// - Parameter agent: the agent's executable; linked statically, for another computer.
    static func at(_ uri: LibvirtURI, agent: String) throws(LabError) -> RelayProcess {
        uri.isRemote ? try there(uri, agent: agent) : try here(agent: agent)
    }

    /// Starts a relay on this computer.
    ///
    /// - Parameter agent: the agent's executable.
    static func here(agent: String) throws(LabError) -> RelayProcess {
        try RelayProcess(["lab-agent", "relay"], path: agent, computer: "this computer")
    }

    /// Starts a relay on another computer, and brings the agent there if it lacks it.
    ///
    /// - Parameters:
    ///   - uri: the computer, and what ssh is told.
    ///   - agent: the agent's executable, which must be linked statically.
    /// - Throws: `LabError` where ssh gets in only with somebody's help, or not at all.
    static func there(_ uri: LibvirtURI, agent: String) throws(LabError) -> RelayProcess {
        let file = open(agent, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw LabError("can't read \(agent): \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        let command = SSH.command(to: uri) + [script(size: size, content: content(of: file, size))]
        let process = try RelayProcess(
            command, path: uri["command"] ?? "ssh", computer: uri.host ?? uri.description)
        do throws(LabError) {
            let words = try process.firstLine(of: uri)
            if words.last == "wants" { try process.send(file, size, uri) }
            return process
        } catch {
            process.end()
            throw error
        }
    }

    /// Says what the computer is and whether it has the agent, takes it if not, and becomes the relay.
    ///
    /// Runs in whatever shell the user has there; there is no quote in it.
    private static func script(size: Int, content: String) -> String {
        let body = """
            d=${XDG_CACHE_HOME:-$HOME/.cache}/lab; a=$d/agent-\(content); \
            if [ -x "$a" ]; then h=has; else h=wants; fi; echo "\(mark) $(uname -sm) $h"; \
            if [ $h = wants ]; then mkdir -p "$d" && head -c \(size) >"$a.$$" && \
            chmod 755 "$a.$$" && mv "$a.$$" "$a" || exit 71; fi; exec "$a" relay
            """
        return "exec sh -c '\(body)'"
    }

    private func firstLine(of uri: LibvirtURI) throws(LabError) -> [Substring] {
        while true {
            var line = [CChar](repeating: 0, count: 4096)
            guard lab_read_line(output, &line, line.count, Self.patience) >= 0 else {
                // Its own words come before its end.
                closeInput()
                _ = lab_wait_for_end(process, 1000)
                throw SSH.refusal(uri, lastWords)
            }
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let words = text.split(separator: " ")
            guard words.first == Self.mark[...], words.count == 4 else { continue }
            let here = Self.kind
            guard words[1] == here.system, words[2] == here.machine else {
                throw LabError(
                    "\(computer) is \(words[1]) on \(words[2]), and this computer "
                        + "\(here.system) on \(here.machine): machines of one lab run on computers "
                        + "of one kind")
            }
            return words
        }
    }

    /// What `uname -sm` says here.
    private static var kind: (system: String, machine: String) {
        var name = utsname()
        uname(&name)
        func text<Field>(_ field: Field) -> String {
            withUnsafeBytes(of: field) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        return (text(name.sysname), text(name.machine))
    }

    private func send(_ file: Int32, _ size: Int, _ uri: LibvirtURI) throws(LabError) {
        var place: off_t = 0
        while place < size {
            let count = sendfile(input, file, &place, size - place)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SSH.refusal(uri, lastWords) }
        }
    }

    /// A number that tells one agent from every other.
    private static func content(of file: Int32, _ size: Int) -> String {
        guard let place = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), place != MAP_FAILED
        else {
            return "\(size)"
        }
        defer { munmap(place, size) }
        let bytes = UnsafeRawBufferPointer(start: place, count: size)
        // Eight bytes at a time, with FNV's prime; nobody makes agents to be mistaken for others.
        var hash = FNV.basis
        for offset in stride(from: 0, to: size & ~7, by: 8) {
            hash = FNV.step(hash, bytes.load(fromByteOffset: offset, as: UInt64.self))
            hash ^= hash >> 29
        }
        for offset in size & ~7..<size { hash = FNV.step(hash, UInt64(bytes[offset])) }
        return "\(String(hash, radix: 16))-\(size)"
    }
}
