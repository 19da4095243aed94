import LabNetwork

extension DNSReader {
    /// Reads a question; type and class are 0 where the message ends before them.
    mutating func question() throws(DNSError) -> DNSQuestion {
        let name = try name()
        if isAtEnd { return DNSQuestion(name: name, type: DNSRecordType(rawValue: 0), klass: 0) }
        let type = DNSRecordType(rawValue: try number16())
        return DNSQuestion(name: name, type: type, klass: isAtEnd ? 0 : try number16())
    }

    /// Reads up to so many records; a message that ends early has fewer.
    mutating func records(_ count: UInt16) throws(DNSError) -> [DNSRecord] {
        var records: [DNSRecord] = []
        for _ in 0..<count {
            if isAtEnd { break }
            records.append(try record())
        }
        return records
    }

    private mutating func record() throws(DNSError) -> DNSRecord {
        let name = try name()
        let type = DNSRecordType(rawValue: try number16())
        let klass = try number16()
        let ttl = try number32()
        let length = Int(try number16())
        guard length <= bytes.count - position else { throw .truncated }
        let end = position + length
        let data = try data(of: type, end: end)
        guard position == end else { throw .badRecordData }
        return DNSRecord(name: name, klass: klass, ttl: ttl, data: data)
    }

    private mutating func data(of type: DNSRecordType, end: Int) throws(DNSError) -> DNSRecordData {
        if position == end { return type == .txt ? .txt([]) : .unknown(type, []) }
        switch type {
        case .a: return .a(IPv4Address(bits: try number32()))
        case .aaaa: return .aaaa(try address6())
        case .cname: return .cname(try name())
        case .ns: return .ns(try name())
        case .ptr: return .ptr(try name())
        case .soa: return .soa(try startOfAuthority())
        case .srv: return .srv(try service())
        case .txt: return .txt(try strings(end: end))
        case .mx: return .mx(preference: try number16(), exchange: try name())
        default: return .unknown(type, try octets(end - position))
        }
    }

    private mutating func address6() throws(DNSError) -> IPv6Address {
        let high = UInt64(try number32()) << 32 | UInt64(try number32())
        return IPv6Address(high: high, low: UInt64(try number32()) << 32 | UInt64(try number32()))
    }

    private mutating func service() throws(DNSError) -> DNSService {
        DNSService(
            priority: try number16(), weight: try number16(), port: try number16(),
            target: try name())
    }

    private mutating func startOfAuthority() throws(DNSError) -> DNSStartOfAuthority {
        DNSStartOfAuthority(
            primary: try name(), mailbox: try name(), serial: try number32(),
            refresh: try number32(), retry: try number32(), expire: try number32(),
            minimum: try number32())
    }

    private mutating func strings(end: Int) throws(DNSError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        while position < end {
            let length = Int(try byte())
            guard length <= end - position else { throw .badRecordData }
            strings.append(try octets(length))
        }
        return strings
    }
}
