/// What runs a machine's instructions.
public enum Accelerator: String, Hashable, Codable, Sendable {
    /// The processor itself, through `/dev/kvm`.
    case kvm
    /// QEMU's translation of them, which works everywhere.
    case tcg
}
