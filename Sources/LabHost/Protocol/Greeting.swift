/// What begins a conversation with an agent whose channel outlives those who use it.
///
/// A virtual machine's serial port is one stream of bytes for as long as the machine lives, also
/// when the lab at its other end is another one since. So the agent ignores all that comes until it
/// has read these bytes, and says `hello` then; frames follow both ways.
public enum Greeting {
    /// The bytes: no frame and no JSON text contains them.
    public static let bytes: [UInt8] = [0xFF, 0x00] + Array("lab speaks\n".utf8) + [0x00, 0xFF]
}
