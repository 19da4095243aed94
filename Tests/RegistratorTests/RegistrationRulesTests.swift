import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct RegistrationRulesTests {
    typealias Port = Container.Port

    @Test func aPublishedPortBecomesAServiceNamedAfterTheImage() throws {
        let service = try #require(services(container()).first)
        #expect(service.name == "redis")
        #expect(service.id == "t2:silly_wright:6379")
        #expect(service.port == 32782)
        #expect(service.address == "10.132.127.193")
        #expect(service.tags == [])
    }

    @Test func severalPortsMakeAGroupWithThePortInEachName() {
        let found = services(
            container(
                "web", image: "nginx",
                ports: [
                    Port(exposed: 80, published: 32768), Port(exposed: 443, published: 32769),
                ]))
        #expect(found.map(\.name) == ["nginx-80", "nginx-443"])
        #expect(found.map(\.id) == ["t2:web:80", "t2:web:443"])
    }

    @Test(arguments: [
        ("gliderlabs/foobar:1.2", "foobar"), ("host:5000/x/y:tag", "y"), ("redis", "redis"),
        ("simple:latest", "simple"), ("", ""),
    ])
    func theImageGivesTheDefaultName(image: String, name: String) {
        #expect(RegistrationRules.defaultName(of: image) == name)
    }

    @Test func aNameFromTheEnvironmentIsTakenAsItIsForASinglePort() {
        #expect(
            services(container(environment: ["SERVICE_NAME": "simple"])).first?.name == "simple")
    }

    @Test func portKeysBeatGeneralOnesOnTheirPortAlone() throws {
        let found = services(
            container(
                "c", image: "nginx",
                ports: [
                    Port(exposed: 80, published: 8080), Port(exposed: 443, published: 8443),
                ],
                environment: [
                    "SERVICE_80_NAME": "http", "SERVICE_443_NAME": "https",
                    "SERVICE_443_ID": "https.12345", "SERVICE_TAGS": "www",
                    "SERVICE_443_SNI": "enabled",
                ]))
        try #require(found.count == 2)
        #expect(found[0].name == "http")
        #expect(found[0].id == "t2:c:80")
        #expect(found[0].attributes == [])
        #expect(found[1].name == "https")
        #expect(found[1].id == "https.12345")
        #expect(found[1].attributes == [Container.Variable("sni", "enabled")])
        #expect(found.allSatisfy { $0.tags == ["www"] })
    }

    @Test func aGeneralNameAfterAPortNameDoesNotReplaceIt() {
        let found = services(
            container(environment: ["SERVICE_6379_NAME": "cache", "SERVICE_NAME": "other"]))
        #expect(found.first?.name == "cache")
    }

    @Test func labelsBeatTheEnvironment() {
        let found = services(
            container(environment: ["SERVICE_NAME": "a"], labels: ["SERVICE_NAME": "b"]))
        #expect(found.first?.name == "b")
    }

    @Test func aPortThatIsNotPublishedIsIgnoredUnlessInternal() {
        let hidden = container(
            ports: [Port(exposed: 6379, published: nil)], address: IPv4Address(172, 17, 0, 2))
        #expect(decisions(hidden) == [.ignores("port 6379 not published on host")])
        var configuration = RegistratorConfiguration()
        configuration.usesInternalPorts = true
        let found = services(hidden, configuration)
        #expect(found.first?.address == "172.17.0.2")
        #expect(found.first?.port == 6379)
    }

    @Test func onTheHostsNetworkAnExposedPortCountsAsPublished() {
        let found = services(
            container(ports: [Port(exposed: 8080, published: nil)], networkMode: .host))
        #expect(found.first?.port == 8080)
        #expect(found.first?.address == "10.132.127.193")
    }

    @Test func aContainerWithoutPortsIsIgnored() {
        #expect(
            decisions(container(ports: [], networkMode: .host)) == [.ignores("no published ports")])
    }

    @Test func anIgnoreKeyOfAnyTextLeavesOutTheContainerOrThePort() {
        #expect(services(container(environment: ["SERVICE_IGNORE": "false"])).isEmpty)
        let ports = [Port(exposed: 80, published: 1), Port(exposed: 443, published: 2)]
        let found = services(
            container(
                "c", image: "nginx", ports: ports, environment: ["SERVICE_443_IGNORE": "true"]))
        #expect(found.map(\.name) == ["nginx-80"])
    }

    @Test func explicitWantsAName() {
        var configuration = RegistratorConfiguration()
        configuration.isExplicit = true
        #expect(services(container(), configuration).isEmpty)
        #expect(services(container(environment: ["SERVICE_NAME": "x"]), configuration).count == 1)
    }

    @Test func udpPortsGetATagAndAnEndOfTheirId() {
        let ports = [
            Port(exposed: 53, published: 53), Port(exposed: 53, published: 53, isUDP: true),
        ]
        let found = services(container("dns", image: "dns", ports: ports))
        #expect(found.map(\.id) == ["t2:dns:53", "t2:dns:53:udp"])
        #expect(found.map(\.tags) == [[], ["udp"]])
    }

    @Test func forcedTagsAreAdded() {
        var configuration = RegistratorConfiguration()
        configuration.tags = "lab,x"
        let found = services(container(environment: ["SERVICE_TAGS": "a"]), configuration)
        #expect(found.first?.tags == ["a", "lab", "x"])
    }

    @Test(arguments: [
        ("foo,bar\\,baz", ["foo", "bar,baz"]), (",,,,foo,,,bar,,,", ["foo", "bar"]), ("", []),
        ("a,a", ["a"]), ("\\,", [","]), ("a\\b,c", ["a\\b", "c"]),
    ])
    func tagsAreSplitAtCommasThatAreNotEscaped(text: String, tags: [String]) {
        #expect(ServiceTags.combine(text) == tags)
    }

    @Test func theAddressComesFromTheFirstSourceThatHasOne() {
        var configuration = RegistratorConfiguration()
        let bound = container(ports: [
            Port(exposed: 1, published: 2, address: IPv4Address(10, 9, 9, 9))
        ])
        #expect(services(bound).first?.address == "10.9.9.9")
        configuration.address = "192.0.2.1"
        #expect(services(bound, configuration).first?.address == "192.0.2.1")
        configuration.addressLabel = "ip"
        let labelled = container(labels: ["ip": "192.0.2.7/24"])
        #expect(services(labelled, configuration).first?.address == "192.0.2.7")
        let named = container(networkMode: .named("overlay"), address: IPv4Address(10, 0, 9, 3))
        #expect(services(named).first?.address == "10.0.9.3")
        let pod = container("pod", id: "0123456789abcdef", address: IPv4Address(172, 17, 0, 9))
        let member = container(networkMode: .container("0123456789abcdef"))
        #expect(services(member, among: [pod, member]).first?.address == "172.17.0.9")
    }

    @Test func legacyModeLeavesGivenNamesAlone() {
        var configuration = RegistratorConfiguration()
        configuration.isLegacy = true
        let ports = [Port(exposed: 80, published: 1), Port(exposed: 443, published: 2)]
        let given = container(image: "nginx", ports: ports, environment: ["SERVICE_NAME": "web"])
        #expect(services(given, configuration).map(\.name) == ["web", "web"])
        let unnamed = container(image: "nginx", ports: ports)
        #expect(services(unnamed, configuration).map(\.name) == ["nginx-80", "nginx-443"])
    }

    @Test(arguments: [
        ("t2:silly_wright:6379", "t2", "silly_wright"), ("t2:dns:53:udp", "t2", "dns"),
        ("a:b:cc:1", "a:b", "cc"),
    ])
    func idsOfRegistratorsAreRecognised(id: String, host: String, name: String) {
        #expect(RegistrationID(id)?.hostname == host)
        #expect(RegistrationID(id)?.containerName == name)
    }

    @Test(arguments: [
        "", ":", "::", "web", "https.12345", "t2:web", "t2:web:http", ":web:80", "t2:-web:80",
        "t2:w eb:80", "t2::80", "t2:web:", "t2:web:80:tcp", "consul",
    ])
    func otherIdsAreNot(id: String) {
        #expect(RegistrationID(id) == nil)
    }
}
