import LabImage
import Testing

@Suite struct ImageRequestTests {
    @Test func aRequestIsForTheDistributionsKernelAtFirst() {
        #expect(ImageRequest(agent: "/bin/true", programs: []).kernel == nil)
    }
}
