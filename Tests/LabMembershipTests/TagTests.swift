import Testing

@testable import LabMembership

@Suite struct TagTests {
    @Test func tagsKeepTheirOrderAndTheirValues() {
        let tags: MemberTags = [
            "role": "consul", "id": "286cb656-9a92-4162-0d22-6ff884579e27", "own": "value",
            "empty": "", "segment": "<all>",
        ]
        #expect(tags.pairs.map(\.key) == ["role", "id", "own", "empty", "segment"])
        #expect(tags["id"] == "286cb656-9a92-4162-0d22-6ff884579e27")
        #expect(tags["own"] == "value")
        #expect(tags["empty"] == "")
        #expect(tags["missing"] == nil)
    }

    @Test func tagsCanBeChangedAndTakenAway() {
        var tags: MemberTags = ["role": "consul", "expect": "3", "dc": "dc1"]
        tags["expect"] = nil
        tags["dc"] = "dc2"
        tags["bootstrap"] = "1"
        #expect(tags == ["role": "consul", "dc": "dc2", "bootstrap": "1"])
    }

    @Test(arguments: [
        "286CB656-9A92-4162-0D22-6FF884579E27", "286cb656-9a92-4162-0d22-6ff884579e2g",
        "286cb656x9a92-4162-0d22-6ff884579e27", "286cb656-9a92-4162-0d22-6ff884579e2",
    ])
    func whatOnlyLooksLikeAnIDIsKeptAsText(text: String) {
        let tags: MemberTags = ["id": text]
        #expect(tags["id"] == text)
    }

    @Test func consulTagsAreSmall() {
        #expect(TestCluster.tags(1).packed.count < 75)
    }
}
