/// Something that a lab may be able to do or not, depending on what its hosts are made of.
///
/// What each backend can do is declared in `support(on:)` and nowhere else: scenarios are refused by
/// it, and the table of the documentation is written from it.
public enum Capability: CaseIterable, Sendable {
    case realPrograms, execute, ownKernel
    case virtualTime, exactReplay
    case killProcess, killHost, stop, pauseProcess, pauseHost
    case networkFaults, unplug, skew, fillDisk, dnsFault
    case diskLimit, otherLimits
    case lookInside, saved, otherComputers, withoutRoot

    /// How far a backend has it.
    public enum Support: Hashable, Sendable {
        /// It has it, with what there is to know; `""` for nothing.
        case has(String)
        /// It has not, because of something that is so, such as `hosts share a clock`.
        case lacks(String)

        /// It has it.
        static let yes = Support.has("")
    }

    /// The capability in a few words of Markdown.
    public var title: String {
        switch self {
        case .realPrograms: "real programs: Consul, nginx, your own"
        case .execute: "`exec`"
        case .ownKernel: "a kernel of each host's own"
        case .virtualTime: "virtual time"
        case .exactReplay: "the same seed gives the same run"
        case .killProcess: "`kill` a process"
        case .killHost: "`kill` a host: a power cut"
        case .stop: "`stop`, `start`, `restart`"
        case .pauseProcess: "`pause` a process"
        case .pauseHost: "`pause` a host"
        case .networkFaults: "`partition`, `isolate`, `block`, `degrade`"
        case .unplug: "`unplug`"
        case .skew: "`skew`: another time of day, and drift"
        case .fillDisk: "`fill-disk`"
        case .dnsFault: "`dns-fault`"
        case .diskLimit: "a host's `disk`"
        case .otherLimits: "a host's `cpus` and `memory`"
        case .lookInside: "`lab shell`, `exec`, `capture`, `publish`"
        case .saved: "hosts come up from where they were saved"
        case .otherComputers: "hosts on several computers"
        case .withoutRoot: "without root"
        }
    }
}
