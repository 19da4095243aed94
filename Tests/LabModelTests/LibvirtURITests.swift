import LabModel
import Testing

@Suite struct LibvirtURITests {
    @Test func aURIHasTheComputerAndWhatSSHIsTold() throws {
        let uri = try LibvirtURI(
            "qemu+ssh://me@lab-2.example:2222/system?keyfile=%2Fkeys%2Fa%20key&no_verify=1")
        #expect(uri.user == "me")
        #expect(uri.host == "lab-2.example")
        #expect(uri.port == 2222)
        #expect(uri.driver == .system)
        #expect(uri["keyfile"] == "/keys/a key")
        #expect(uri["no_verify"] == "1")
        #expect(uri["socket"] == nil)
        #expect(uri.isRemote)
    }

    @Test(arguments: [
        ("qemu+ssh://[fe80::1%25eth0]/system", "fe80::1%25eth0", Int?.none),
        ("qemu+ssh://[2001:db8::2]:22/session", "2001:db8::2", 22),
        ("qemu+ssh://10.0.0.2/system", "10.0.0.2", nil),
    ])
    func computersHaveNamesOrAddresses(_ text: String, host: String, port: Int?) throws {
        let uri = try LibvirtURI(text)
        #expect(uri.host == host)
        #expect(uri.port == port)
    }

    @Test func placesOfThisComputerHaveNoHost() throws {
        #expect(try LibvirtURI("qemu:///session").driver == .session)
        #expect(try LibvirtURI("qemu:///system").driver == .system)
        #expect(try LibvirtURI("qemu:///embed?root=/tmp/a").driver == .embed)
        #expect(try LibvirtURI("qemu+unix:///system?socket=/run/s").isRemote == false)
    }

    @Test(arguments: [
        "", "qemu", "qemu:/system", "qemu:///", "qemu:///other", "test:///default",
        "lxc:///system", "qemu+ssh:///system", "qemu+ssh://a/embed", "qemu+tcp://a/system",
        "qemu://a/system", "qemu+ssh://a:0/system", "qemu+ssh://a:x/system",
        "qemu+ssh://-oProxyCommand=x/system", "qemu+ssh://@a/system", "qemu+ssh://-l@a/system",
        "qemu+ssh://a/system?keyfile=%zz",
    ])
    func whatLeadsToNoMachinesIsRefused(_ text: String) {
        let error = #expect(throws: LabError.self) { try LibvirtURI(text) }
        #expect(error?.message.contains("write qemu") == true)
    }

    @Test func aParameterIsAddedOnce() throws {
        let plain = try LibvirtURI("qemu+ssh://a/system").adding("no_tty", "1")
        #expect(plain.description == "qemu+ssh://a/system?no_tty=1")
        #expect(try plain.adding("no_tty", "0") == plain)
        #expect(try LibvirtURI("qemu+ssh://a/system?x=1").adding("no_tty", "1")["no_tty"] == "1")
    }
}
