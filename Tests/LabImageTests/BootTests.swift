import Foundation
import Testing

@testable import LabImage

@Suite(
    .enabled(
        if: Needs.disks && Needs.programs("qemu-system-x86_64", "timeout") && Needs.kernel != nil,
        "not run: it takes qemu-system-x86, e2fsprogs and a kernel (LAB_TEST_KERNEL)"))
struct BootTests {
    @Test func aRealKernelStartsTheAgent() async throws {
        let folder = try Fixture.Folder()
        let kernel = try #require(Needs.kernel)
        let agent = try folder.write("agent", Fixture.lastWords("the agent speaks"), mode: 0o755)
        var request = ImageRequest(agent: agent, programs: ["true"])
        request.kernel = kernel.path
        let image = try ImageCache(directory: folder.path + "/cache").image(for: request)
        let command = [
            "timeout", "60", "qemu-system-x86_64", "-accel", "tcg", "-machine", "q35", "-cpu",
            "qemu64", "-m", "128", "-nodefaults", "-nographic", "-no-reboot", "-serial", "stdio",
            "-kernel", image.kernel, "-initrd", image.initramfs, "-append",
            "console=ttyS0 quiet panic=-1 nokaslr mitigations=off tsc=reliable no_timer_check",
        ]
        // It takes seconds, in which a thread of the pool must not be held up.
        let result = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: Result { try Tool.run(command) })
            }
        }
        let outcome = try result.get()
        #expect(outcome.text.contains("the agent speaks"), "\(outcome.text)\(outcome.errors)")
        #expect(outcome.status == 0)
    }
}
