import Foundation
import Testing

@testable import LabFiles

struct SchemaTests {
    private func object(_ text: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test(arguments: FileKind.allCases)
    func theSchemaIsJSON(_ kind: FileKind) throws {
        let schema = try object(FileSchema.json(for: kind))
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["properties"] is [String: Any])
        #expect(schema["additionalProperties"] as? Bool == false)
    }

    @Test func oneSchemaTellsTheKindsApart() throws {
        let schema = try object(FileSchema.json)
        #expect(schema["if"] is [String: Any])
        #expect(schema["then"] is [String: Any])
        #expect(schema["else"] is [String: Any])
    }

    @Test func everyActionAndCheckIsInTheSchema() throws {
        let schema = try object(FileSchema.json(for: .scenario))
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        let step = try #require(definitions["step"]?["properties"] as? [String: Any])
        let check = try #require(definitions["check"]?["properties"] as? [String: Any])
        for key in ActionShapes.keys + ["on", "for", "signal", "expect", "on-failure"] {
            #expect(step[key] != nil, "\(key)")
        }
        for key in CheckShapes.keys { #expect(check[key] != nil, "\(key)") }
    }

    @Test func theSchemaIsTheSameEachTime() {
        #expect(FileSchema.json == FileSchema.json)
        #expect(FileSchema.json(for: .topology).hasSuffix("}\n"))
    }
}
