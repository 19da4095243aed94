#if Libvirt
import Foundation
import Testing

@testable import LabLibvirt

/// What people are told to do about connections that can't be opened.
@Suite struct LibvirtAdviceTests {
    private static let hasSSH = access("/usr/bin/ssh", X_OK) == 0
    private static let hasSystemDaemon = access("/run/libvirt/libvirt-sock", F_OK) == 0

    /// What is said of a URI that can't be opened.
    private func advice(_ uri: String) throws -> String {
        do {
            _ = try LibvirtConnection.open(uri)
        } catch {
            return error.opening(uri).message
        }
        Issue.record("\(uri) can be opened")
        return ""
    }

    /// What is said of words that libvirt and ssh have written, for what can't be had everywhere.
    private func advice(_ uri: String, _ message: String, code: Int32 = 38) -> String {
        LibvirtError(code: code, domain: 7, message: message).opening(uri).message
    }

    @Test(.enabled(if: !hasSystemDaemon, "not run: a libvirtd runs here"))
    func aDaemonThatDoesNotRunIsToBeStarted() throws {
        let text = try advice("qemu:///system")
        #expect(text.hasPrefix("libvirtd does not run ("))
        #expect(text.contains("start it with systemctl start libvirtd, or leave --uri out"))
    }

    @Test func aSocketWithoutADaemonIsToBeStarted() throws {
        let text = try advice("qemu+unix:///system?socket=/nonexistent/lab/libvirt-sock")
        #expect(text.hasPrefix("libvirtd does not run (") && text.contains("/nonexistent/lab"))
    }

    @Test(.enabled(if: hasSSH, "not run: there is no ssh"))
    func aComputerThatDoesNotAnswerIsNamed() throws {
        let port = try Self.closedPort()
        let text = try advice("qemu+ssh://somebody@127.0.0.1:\(port)/system?no_tty=1")
        #expect(text.hasPrefix("can't reach 127.0.0.1: "))
        // ssh's own words follow where it ends only after libvirt has written to it.
        #expect(text.contains("ssh -p \(port) somebody@127.0.0.1 has to work without a question"))
        #expect(!text.contains("\n"))
    }

    @Test(arguments: ["nonsense:///default", "nonsense", "", "lxc:///system", "qemu:///nonsense"])
    func aURIThatIsNoneOfQEMUsIsToBeWrittenOtherwise(_ uri: String) throws {
        #expect(try advice(uri).contains("write qemu:///session, qemu:///system or qemu+ssh://"))
    }

    @Test func theEmbeddedDriverNamesThePlaceThatItCannotHave() throws {
        let text = try advice("qemu:///embed?root=relative")
        #expect(text.hasPrefix("libvirt's driver for QEMU does not start: "))
        #expect(text.contains("root path must be absolute; lab doctor says what"))
    }

    @Test func whatIsMissingIsToBeInstalled() {
        let message = "no connection driver available for qemu:///embed?root=/x"
        #expect(
            advice("qemu:///embed?root=/x", message, code: 5)
                .contains("run apt-get install --no-install-recommends libvirt-daemon"))
        #expect(advice("qemu:///system", message, code: 5).contains("and restart it"))
        #expect(advice("qemu+ssh://h/system", message, code: 5).contains("run there apt-get"))
        #expect(
            advice(
                "qemu+ssh://h/system",
                "Cannot recv data: sh: 1: nc: not found: Connection reset by peer"
            ).hasPrefix("there is no libvirt on h ("))
    }

    @Test func whoMayNotIsToldHowTo() {
        let local = "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied"
        #expect(advice("qemu:///system", local).contains("adduser YOU libvirt"))
        #expect(advice("qemu:///system", "authentication failed", code: 45).contains("adduser"))
        #expect(
            advice("qemu+ssh://me@h/system", "Cannot recv data: \(local)")
                .contains("run adduser me libvirt on h"))
        #expect(
            advice(
                "qemu+ssh://me@h/system",
                "Cannot recv data: me@h: Permission denied (publickey).: Connection reset by peer"
            ).contains("run ssh-copy-id me@h"))
        #expect(
            advice(
                "qemu+ssh://h/system",
                "Cannot recv data: Host key verification failed.\r\n: Connection reset by peer"
            ).contains("run ssh h once and say yes"))
    }

    @Test func anotherComputersDaemonIsToBeStartedThere() {
        let text = advice(
            "qemu+ssh://h/system",
            "Cannot recv data: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such "
                + "file or directory: Connection reset by peer")
        #expect(text.hasPrefix("libvirtd does not run on h ("))
        #expect(text.hasSuffix("start it there with systemctl start libvirtd"))
    }

    @Test func whatLibvirtDoesNotDoIsSaidInItsWords() throws {
        let connection = try TestDriver.connection()
        do {
            try connection.restore(from: "/nonexistent/saved")
            Issue.record("restored from nothing")
        } catch {
            #expect(error.doing("restore host-1").message.hasPrefix("can't restore host-1: "))
            #expect(error.doing("restore host-1").message.contains("/nonexistent/saved"))
        }
        let domain = try connection.create(xml: TestDriver.xml("advised"))
        defer { try? domain.destroy() }
        do {
            try domain.updateDevice(xml: "<interface type='user'/>")
            Issue.record("the test driver can change devices")
        } catch {
            #expect(error.doing("unplug host-1").message.contains("lab doctor"))
        }
    }

    /// A port of this machine's that nobody listens on: it was bound a moment ago.
    private static func closedPort() throws -> UInt16 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(file, place, length) == 0 && getsockname(file, place, &length) == 0
            }
        }
        try #require(result)
        return UInt16(bigEndian: address.sin_port)
    }
}
#endif
