/// A capture that a client has asked for.
struct RunningCapture {
    /// Who has asked for it.
    let client: ControlClient
    /// The client's number for it.
    let number: UInt32
    /// The wires' number for it.
    let id: Int
}
