import CLinux
import Foundation
import Testing

@testable import LabLibvirt

/// Whether KVM is believed, with programs that stand for QEMU.
@Suite(.timeLimit(.minutes(1))) struct AccelerationTests {
    /// A directory with a program that stands for QEMU, and a kernel that nobody boots.
    private final class Bench {
        let folder: String
        var trial: AccelerationTrial

        init(_ script: String) throws {
            folder = NSTemporaryDirectory() + "lab-acceleration-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            trial = AccelerationTrial(
                qemu: folder + "/qemu", kernel: folder + "/vmlinuz",
                initramfs: folder + "/initramfs",
                device: folder + "/kvm")
            try set(script)
            for file in [trial.kernel, trial.initramfs, trial.device] {
                try Data("x".utf8).write(to: URL(fileURLWithPath: file))
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func set(_ script: String) throws {
            let text = "#!/bin/sh\necho run >> \(folder)/runs\necho $$ > \(folder)/pid\n" + script
            // Written by another process: a child that this one starts at the same moment would hold
            // the file open for writing, and then it can't be executed (ETXTBSY in execve(2)).
            let writer = "printf %s \"$1\" > \"$2\" && chmod 755 \"$2\""
            let written = BoundProgram(
                path: "/bin/sh", arguments: ["-c", writer, "sh", text, trial.qemu]
            ).output(within: .seconds(50))
            try #require(written == "")
        }

        func prove() -> Accelerator { Acceleration.proven(trial, cacheDirectory: folder + "/c") }

        private func text(_ name: String) -> String {
            (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
        }

        /// How often the program was run.
        var runs: Int { text("runs").split(separator: "\n").count }

        /// Whether the process that ran last is still there.
        var lives: Bool {
            Int32(text("pid").trimmingCharacters(in: .newlines)).map { kill($0, 0) == 0 } ?? false
        }
    }

    private static let boots = """
        echo 'SeaBIOS'; echo '[    0.5] Run /init as init process'; exec cat /dev/zero
        """

    @Test func aGuestThatReachesItsFirstProgramProvesIt() throws {
        let bench = try Bench(Self.boots)
        #expect(bench.prove() == .kvm)
        #expect(!bench.lives)
    }

    @Test func aGuestThatHangsAfterTheBIOSDisprovesItAndIsKilled() throws {
        let bench = try Bench("echo 'SeaBIOS'; exec cat /dev/zero > /dev/null")
        bench.trial.limit = .milliseconds(200)
        #expect(bench.prove() == .tcg)
        #expect(bench.runs == 1)
        #expect(!bench.lives)
    }

    @Test func aQEMUThatRefusesDisprovesItAtOnce() throws {
        let bench = try Bench("echo 'failed to initialize kvm: Permission denied' >&2; exit 1")
        bench.trial.limit = .seconds(50)
        #expect(bench.prove() == .tcg)
    }

    @Test func theResultIsKept() throws {
        let bench = try Bench(Self.boots)
        #expect(bench.prove() == .kvm)
        #expect(bench.prove() == .kvm)
        #expect(bench.runs == 1)
        #expect(AccelerationCache(directory: bench.folder + "/c").latest == .kvm)
    }

    @Test func anotherQEMUOrKernelIsTriedAfresh() throws {
        let bench = try Bench(Self.boots)
        #expect(bench.prove() == .kvm)
        try Data("longer".utf8).write(to: URL(fileURLWithPath: bench.trial.kernel))
        #expect(bench.prove() == .kvm)
        #expect(bench.runs == 2)
        try bench.set("exit 1")
        #expect(bench.prove() == .tcg)
        #expect(bench.runs == 3)
    }

    @Test func whatWasFoundInAnotherBootDoesNotCount() throws {
        let bench = try Bench(Self.boots)
        #expect(bench.prove() == .kvm)
        let cache = AccelerationCache(directory: bench.folder + "/c")
        let text = try String(contentsOfFile: cache.path, encoding: .utf8)
        let boot = try #require(AccelerationCache.boot)
        #expect(text.hasPrefix(boot))
        try Data(text.replacingOccurrences(of: boot, with: "another-boot").utf8)
            .write(to: URL(fileURLWithPath: cache.path))
        #expect(cache.latest == nil)
        #expect(bench.prove() == .kvm)
        #expect(bench.runs == 2)
        #expect(try !String(contentsOfFile: cache.path, encoding: .utf8).contains("another-boot"))
    }

    @Test func withoutTheDeviceNothingIsTried() throws {
        let bench = try Bench(Self.boots)
        unlink(bench.trial.device)
        #expect(bench.prove() == .tcg)
        #expect(bench.runs == 0)
        #expect(AccelerationTrial.deviceError(of: bench.trial.device) == ENOENT)
    }

    @Test func aPlaceThatCannotBeWrittenToIsNoHindrance() throws {
        let bench = try Bench(Self.boots)
        try Data().write(to: URL(fileURLWithPath: bench.folder + "/c"))
        #expect(bench.prove() == .kvm)
    }

    @Test func aTrialEndsWithWhoeverStartedIt() async throws {
        // The kernel counts the thread as the parent; a process's end is that of all its threads.
        let (stream, continuation) = AsyncStream<(process: pid_t, output: Int32)>.makeStream()
        Thread.detachNewThread {
            var output: Int32 = -1
            let words = ["cat", "/dev/zero"]
            let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
            defer { for argument in arguments { free(argument) } }
            let process = lab_spawn_bound("/bin/cat", arguments, &output)
            continuation.yield((process, output))
            continuation.finish()
        }
        for await (process, output) in stream {
            #expect(process > 0)
            defer { close(output) }
            // It would print for ever; its output ends with it.
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            while read(output, &bytes, bytes.count) > 0 {}
            #expect(lab_end_bound(process) & 0x7f == SIGKILL)
        }
    }

    @Test func aProgramThatIsNotThereIsNoProgram() {
        #expect(
            BoundProgram(path: "/nonexistent", arguments: []).output(within: .seconds(1)) == nil)
        #expect(BoundProgram.path(of: "nonexistent-program") == nil)
        #expect(
            BoundProgram(path: "/bin/echo", arguments: ["a", "b c"]).output(within: .seconds(50))
                == "a b c\n")
    }
}
