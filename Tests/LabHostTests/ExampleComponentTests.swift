import Foundation
import LabFiles
import LabHost
import LabModel
import Testing

/// The example of a program of one's own does what its page says, on this very machine.
struct ExampleComponentTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private func plan(port: Int) throws -> (ProcessSpec, ComponentProgram.Readiness) {
        let text = threeNodes.replacing("[discovery, balancer]", with: "[discovery, files]")
            .replacing(
                "services:",
                with: "  files: {use: file-server, port: \(port), greeting: Ahoy}\nservices:")
        let topology = try ScenarioLoader(directory: Self.root, environment: [:])
            .topology(text: text).topology
        #expect(ComponentPlan.problems(of: topology) == [])
        let context = try context("files", on: "host-3", in: topology)
        let ready = try #require(try ComponentPlan.readiness(for: context))
        return (try ComponentPlan.process(for: context), ready)
    }

    @Test func itIsPlannedAsItsPageSays() throws {
        let (spec, ready) = try plan(port: 8000)
        #expect(
            spec.command == [
                "python3", "-u", "-m", "http.server", "8000", "--directory", "/srv/files",
            ])
        #expect(spec.files[0].contents == "Ahoy from host-3 at 192.168.50.103\n")
        #expect(
            spec.files[1].contents == """
                {
                  "hosts": ["host-1", "host-2", "host-3", "client"],
                  "discovery": "127.0.0.1:8500"
                }

                """)
        #expect(ready.hint == "is there another program on port 8000 of host-3?")
    }

    @Test(
        .enabled(
            if: MachineProgram.has("python3"),
            "python3 is not on this machine: \(MachineProgram.installer)"),
        .timeLimit(.minutes(1)))
    func itRuns() throws {
        let free = "import socket; s = socket.socket(); s.bind(('', 0)); print(s.getsockname()[1])"
        let said = try MachineProgram.run(["python3", "-c", free]).output
        let port = try #require(Int(said.split(separator: "\n").first ?? ""))
        let (spec, ready) = try plan(port: port)
        let folder = try TemporaryFolder()
        for file in spec.files {
            let name = String(file.path.split(separator: "/").last ?? "")
            _ = try folder.write(file.contents, to: name)
        }
        let command = spec.command.map { $0.replacing("/srv/files", with: folder.path) }
        let result = try MachineProgram.run(
            ["python3", "-c", Self.driver, try #require(ready.http)] + command)
        #expect(result.code == 0)
        #expect(result.output.hasSuffix("Ahoy from host-3 at 192.168.50.103\n"))
    }

    /// Starts a program, waits until its address of readiness answers, and prints the page beside it.
    private static let driver = """
        import subprocess, sys, time, urllib.error, urllib.parse, urllib.request
        ready, command = sys.argv[1], sys.argv[2:]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    opener.open(ready, timeout=5).read()
                    break
                except OSError:
                    if time.monotonic() > deadline or server.poll() is not None: raise
                    time.sleep(0.02)
            page = urllib.parse.urljoin(ready, "/")
            print(opener.open(page, timeout=5).read().decode(), end="")
        finally:
            # Foundation starts programs with signals blocked, and they hand that on.
            server.kill()
            server.wait()
        """
}
