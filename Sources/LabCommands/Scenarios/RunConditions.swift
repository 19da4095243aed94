/// What the runs of one `lab run` have in common.
struct RunConditions {
    var outputs: OutputOptions
    var repeats: Int
    var keepsFailure: Bool
    var pausesOnFailure: Bool
}
