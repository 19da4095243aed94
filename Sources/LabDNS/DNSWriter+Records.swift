extension DNSWriter {
    mutating func record(_ record: DNSRecord) {
        name(record.name)
        number16(record.type.rawValue)
        number16(record.klass)
        number32(record.ttl)
        let length = bytes.count
        number16(0)
        data(record.data)
        fillLength(at: length)
    }

    mutating func options(_ edns: EDNS) {
        bytes.append(0)
        number16(DNSRecordType.opt.rawValue)
        number16(edns.payloadSize)
        bytes.append(edns.extendedResponseCode)
        bytes.append(edns.version)
        number16(edns.flags)
        let length = bytes.count
        number16(0)
        for option in edns.options {
            number16(option.code)
            number16(UInt16(truncatingIfNeeded: option.data.count))
            bytes += option.data
        }
        fillLength(at: length)
    }

    private mutating func fillLength(at offset: Int) {
        let length = bytes.count - offset - 2
        bytes[offset] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: length)
    }

    private mutating func data(_ data: DNSRecordData) {
        switch data {
        case .a(let address):
            number32(address.bits)
        case .aaaa(let address):
            for half in [address.high, address.low] {
                number32(UInt32(truncatingIfNeeded: half >> 32))
                number32(UInt32(truncatingIfNeeded: half))
            }
        case .cname(let target), .ns(let target), .ptr(let target):
            name(target)
        case .soa(let soa):
            startOfAuthority(soa)
        case .srv(let service):
            number16(service.priority)
            number16(service.weight)
            number16(service.port)
            // RFC 2782: the target is not compressed.
            name(service.target, canPoint: false)
        case .txt(let strings):
            for string in strings {
                bytes.append(UInt8(truncatingIfNeeded: min(string.count, 255)))
                bytes += string.prefix(255)
            }
        case .mx(let preference, let exchange):
            number16(preference)
            name(exchange)
        case .unknown(_, let octets):
            bytes += octets.prefix(Int(UInt16.max))
        }
    }

    private mutating func startOfAuthority(_ soa: DNSStartOfAuthority) {
        name(soa.primary)
        name(soa.mailbox)
        for number in [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum] {
            number32(number)
        }
    }
}
