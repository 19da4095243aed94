#if Libvirt
import Testing

@testable import LabLibvirt

@Suite(.timeLimit(.minutes(1))) struct LibvirtConnectionTests {
    @Test func itSaysWhatItIsConnectedTo() throws {
        let connection = try TestDriver.connection()
        #expect(connection.uri == "test:///default")
        #expect(connection.isAlive())
        #expect(try !connection.hostName().isEmpty)
        #expect(try connection.hypervisorVersion() == "0.0.2")
        #expect(try connection.capabilities().contains("<capabilities>"))
        #expect(LibvirtConnection.libraryVersion?.split(separator: ".").count == 3)
    }

    @Test func versionsAreWrittenAsPeopleDo() {
        #expect(LibvirtConnection.text(ofVersion: 9_000_000) == "9.0.0")
        #expect(LibvirtConnection.text(ofVersion: 7_002_022) == "7.2.22")
    }

    @Test func aNonsenseURIIsAnErrorInLibvirtsWords() {
        #expect {
            try LibvirtConnection.open("nonsense:///default")
        } throws: { error in
            guard let error = error as? LibvirtError else { return false }
            return error.code != 0 && error.domain != 0 && error.message.contains("connect")
        }
    }

    @Test func anErrorIsThatOfItsOwnThread() async throws {
        let connection = try TestDriver.connection()
        let messages = await withTaskGroup(of: (path: String, message: String).self) { group in
            for number in 0..<50 {
                group.addTask {
                    let path = "/nonexistent/saved-\(number)"
                    do throws(LibvirtError) {
                        return (path, try connection.savedXML(in: path))
                    } catch {
                        return (path, error.message)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(messages.count == 50)
        #expect(messages.allSatisfy { $0.message.contains("'\($0.path)'") }, "\(messages)")
    }

    @Test func aDomainOutlivesTheConnectionItCameFrom() throws {
        var connection: LibvirtConnection? = try TestDriver.connection()
        let domain = try #require(connection).create(xml: TestDriver.xml("outliving"))
        connection = nil
        #expect(try domain.isActive())
        try domain.destroy()
        #expect(try TestDriver.connection().domains().allSatisfy { $0.name != "outliving" })
    }

    @Test func wrongXMLIsAnErrorInLibvirtsWords() throws {
        let connection = try TestDriver.connection()
        #expect {
            try connection.create(xml: "<domain type='test'>")
        } throws: { error in
            (error as? LibvirtError)?.message.contains("domain") == true
        }
        #expect {
            try connection.create(xml: "<domain type='test'><name>x</name></domain>")
        } throws: { error in
            (error as? LibvirtError)?.code != 0
        }
    }
}
#endif
