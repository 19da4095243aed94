#if Libvirt
import Foundation
import Testing

@testable import LabLibvirt

@Suite(.timeLimit(.minutes(1))) struct LibvirtDomainTests {
    private func errorCode(_ body: () throws -> Void) -> LibvirtError? {
        do {
            try body()
            return nil
        } catch { return error as? LibvirtError }
    }

    @Test func itIsMadeFoundAndDestroyed() throws {
        let connection = try TestDriver.connection()
        let domain = try connection.create(xml: TestDriver.xml("made"))
        #expect(domain.name == "made")
        #expect(domain.uuid.count == 36)
        #expect(try domain.state() == .running)
        #expect(try domain.xml().contains("<name>made</name>"))
        #expect(try connection.domain(named: "made").uuid == domain.uuid)
        #expect(try connection.domains().contains { $0.uuid == domain.uuid })

        try domain.destroy()
        #expect(errorCode { _ = try connection.domain(named: "made") }?.isNoDomain == true)
        #expect(errorCode { try domain.destroy() } != nil)
        #expect(errorCode { _ = try domain.state() }?.isNoDomain == true)
    }

    @Test func oneNameHasOneDomain() throws {
        let connection = try TestDriver.connection()
        let domain = try connection.create(xml: TestDriver.xml("unique"))
        defer { try? domain.destroy() }
        let error = errorCode { _ = try connection.create(xml: TestDriver.xml("unique")) }
        #expect(error?.message.contains("'unique'") == true)
    }

    @Test func itIsSuspendedResumedAndReset() throws {
        let connection = try TestDriver.connection()
        let domain = try connection.create(xml: TestDriver.xml("stopping"))
        defer { try? domain.destroy() }
        try domain.suspend()
        #expect(try domain.state() == .paused)
        try domain.resume()
        try domain.reset()
        #expect(try domain.state() == .running)
        #expect(errorCode { try domain.resume() }?.message.contains("not paused") == true)
    }

    @Test func itIsSavedAndRestored() throws {
        let connection = try TestDriver.connection()
        let file = NSTemporaryDirectory() + "lab-saved-\(getpid())"
        defer { unlink(file) }
        let before = try connection.create(xml: TestDriver.xml("saved"))
        try before.save(to: file)
        #expect(errorCode { _ = try connection.domain(named: "saved") }?.isNoDomain == true)
        #expect(try connection.savedXML(in: file).contains(before.uuid))

        try connection.restore(from: file)
        let after = try connection.domain(named: "saved")
        defer { try? after.destroy() }
        #expect(after.uuid == before.uuid)
        #expect(try after.isActive())
    }

    @Test func restoringFromNothingIsAnError() throws {
        let connection = try TestDriver.connection()
        let error = errorCode { try connection.restore(from: "/nonexistent/saved") }
        #expect(error?.message.contains("/nonexistent/saved") == true)
    }

    @Test func notesStayWithIt() throws {
        let connection = try TestDriver.connection()
        let domain = try connection.create(xml: TestDriver.xml("noted"))
        defer { try? domain.destroy() }
        let namespace = "https://example.org/lab"
        #expect(try domain.metadata(namespace: namespace) == nil)
        try domain.setMetadata(
            "<owner name='somebody'/>", prefix: "lab", namespace: namespace)
        #expect(try domain.metadata(namespace: namespace)?.contains("somebody") == true)
        #expect(try domain.xml().contains(namespace))
        #expect(try domain.metadata(namespace: "https://example.org/other") == nil)
        try domain.setMetadata(nil, prefix: "lab", namespace: namespace)
        #expect(try domain.metadata(namespace: namespace) == nil)
    }

    @Test func whatTheDriverCannotDoIsAnError() throws {
        let connection = try TestDriver.connection()
        let domain = try connection.create(xml: TestDriver.xml("limited"))
        defer { try? domain.destroy() }
        let error = errorCode { try domain.updateDevice(xml: "<interface type='user'/>") }
        // VIR_ERR_NO_SUPPORT of virterror.h.
        #expect(error?.code == 3)
    }

    @Test func aSnapshotOfMemoryLeavesEveryDiskAsItIs() {
        #expect(
            LibvirtDomain.snapshotXML(path: "/tmp/a&b's", disks: ["vda", "vdb"])
                == "<domainsnapshot><memory snapshot='external' file='/tmp/a&amp;b&apos;s'/>"
                + "<disks><disk name='vda' snapshot='no'/><disk name='vdb' snapshot='no'/></disks>"
                + "</domainsnapshot>")
    }
}
#endif
