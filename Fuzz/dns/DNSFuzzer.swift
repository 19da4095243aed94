import LabDNS

/// Whatever can be read as a DNS message can be written, and reads the same again; so do names.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDNS(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let packet = Array(UnsafeBufferPointer(start: start, count: count))
    var stream = DNSStream()
    stream.append(packet)
    while stream.next() != nil {}
    guard let message = try? DNSMessage(decoding: packet) else { return 0 }
    for isCompressing in [true, false] {
        let written = message.encoded(compressing: isCompressing)
        guard let again = try? DNSMessage(decoding: written), again == message else {
            fatalError("\(message) does not come back")
        }
    }
    for question in message.questions where DNSName(question.name.description) != question.name {
        fatalError("\(question.name) does not come back")
    }
    return 0
}
