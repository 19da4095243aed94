import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct RegistrationRequestTests {
    private func definition(
        _ environment: KeyValuePairs<String, String>,
        configuration: RegistratorConfiguration = .init()
    ) throws -> JSONValue {
        let service = try #require(
            services(container(environment: environment), configuration).first)
        return RegistryRequests(configuration).definition(of: service)
    }

    @Test func aServiceWithoutKeysHasNothingButWhatItNeeds() throws {
        let expected: JSONValue = [
            "ID": "t2:silly_wright:6379", "Name": "redis", "Port": 32782,
            "Address": "10.132.127.193",
        ]
        #expect(try definition([:]) == expected)
    }

    @Test func anHTTPCheckAsksTheHostsPort() throws {
        let check = try definition([
            "SERVICE_6379_CHECK_HTTP": "/health", "SERVICE_6379_CHECK_INTERVAL": "15s",
            "SERVICE_6379_CHECK_TIMEOUT": "1s",
        ])["Check"]
        let expected: JSONValue = [
            "HTTP": "http://10.132.127.193:32782/health", "Timeout": "1s", "Interval": "15s",
        ]
        #expect(check == expected)
    }

    @Test func theIntervalDefaultsToTenSecondsButForTTL() throws {
        let tcp: JSONValue = ["TCP": "10.132.127.193:32782", "Interval": "10s"]
        #expect(try definition(["SERVICE_CHECK_TCP": "true"])["Check"] == tcp)
        #expect(try definition(["SERVICE_CHECK_TTL": "30s"])["Check"] == ["TTL": "30s"])
    }

    @Test func aScriptGetsAddressAndPort() throws {
        let check = try definition(["SERVICE_CHECK_SCRIPT": "nc $SERVICE_IP $SERVICE_PORT"])[
            "Check"]
        #expect(check?["Args"] == ["sh", "-c", "nc 10.132.127.193 32782"])
    }

    @Test func aCommandGetsContainerAndExposedPort() throws {
        let check = try definition(["SERVICE_CHECK_CMD": "/check.sh"])["Check"]
        #expect(check?["Args"] == ["check-cmd", "fd29205e969c", "6379", "/check.sh"])
    }

    @Test func ofSeveralKindsTheFirstOneWins() throws {
        let keys = ["http", "https", "cmd", "script", "ttl", "tcp", "grpc"]
        let members = ["HTTP", "HTTP", "Args", "Args", "TTL", "TCP", "GRPC"]
        for first in keys.indices {
            var service = try #require(services(container()).first)
            service.attributes = keys[first...].map { Container.Variable("check_\($0)", "x") }
            let check = ServiceCheck.definition(for: service)
            let found = ["HTTP", "Args", "TTL", "TCP", "GRPC"].filter { check?[$0] != nil }
            #expect(found == [members[first]])
        }
    }

    @Test func statusAndDeregistrationAreHandedOn() throws {
        let check = try definition([
            "SERVICE_CHECK_TTL": "30s", "SERVICE_CHECK_INITIAL_STATUS": "passing",
            "SERVICE_CHECK_DEREGISTER_AFTER": "10m",
        ])["Check"]
        #expect(check?["Status"] == "passing")
        #expect(check?["DeregisterCriticalServiceAfter"] == "10m")
    }

    @Test func whatElseIsSaidBecomesMetadata() throws {
        let meta = try definition(["SERVICE_REGION": "eu", "SERVICE_CHECK_TTL": "9s"])["Meta"]
        #expect(meta == ["check_ttl": "9s", "region": "eu"])
    }

    @Test func legacyModeRegistersNoAddress() throws {
        var configuration = RegistratorConfiguration()
        configuration.isLegacy = true
        #expect(try definition([:], configuration: configuration)["Address"] == nil)
    }

    @Test func theKeyValueRegistryKeepsAddressesUnderKeys() throws {
        var configuration = RegistratorConfiguration(registry: .consulKV(prefix: "apps/web"))
        configuration.hostname = "h"
        let requests = RegistryRequests(configuration)
        let service = try #require(services(container("c"), configuration).first)
        let put = requests.register(service)
        #expect(put.method == "PUT")
        #expect(put.target == "/v1/kv/apps/web/redis/h:c:6379")
        #expect(String(decoding: put.body, as: UTF8.self) == "10.132.127.193:32782")
        #expect(requests.deregister(service).method == "DELETE")
    }

    @Test func idsAreEscapedInPaths() {
        let request = RegistryRequests(.init()).deregister(id: "a/b c%ü")
        #expect(request.target == "/v1/agent/service/deregister/a%2Fb%20c%25%C3%BC")
    }
}
