import Glibc
import LabModel

/// Whether guests run on the processor itself, which only a boot shows.
///
/// libvirt offers KVM wherever `/dev/kvm` can be opened; in some clouds and containers it can, and
/// the guest hangs before its kernel's first line.
public enum Acceleration {
    /// Tries with a guest of 3 s at most, once for each boot of this machine, QEMU and kernel.
    ///
    /// Waits for it: for threads that may. What was found out is kept below `cacheDirectory`; what
    /// can't be kept there is tried again.
    ///
    /// - Parameters:
    ///   - kernel: the path of the guest's kernel.
    ///   - initramfs: the path of its first file system, with a program `/init`.
    ///   - cacheDirectory: where it is kept.
    /// - Returns: `.kvm` where a guest has reached `/init` with it.
    public static func proven(
        kernel: String, initramfs: String, cacheDirectory: String
    ) -> Accelerator {
        guard let qemu = BoundProgram.path(of: AccelerationTrial.program) else { return .tcg }
        let trial = AccelerationTrial(qemu: qemu, kernel: kernel, initramfs: initramfs)
        return proven(trial, cacheDirectory: cacheDirectory)
    }

    static func proven(_ trial: AccelerationTrial, cacheDirectory: String) -> Accelerator {
        guard AccelerationTrial.deviceError(of: trial.device) == 0, let key = trial.key else {
            return .tcg
        }
        let cache = AccelerationCache(directory: cacheDirectory)
        if let known = cache.result(of: key) { return known }
        let result = trial.run()
        cache.keep(result, of: key)
        return result
    }
}
