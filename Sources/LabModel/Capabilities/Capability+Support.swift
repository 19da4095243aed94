extension Capability {
    /// How far a backend has this capability.
    public func support(on backend: BackendKind) -> Support {
        switch backend {
        case .memory: inMemory
        case .netns: onNetns
        case .libvirt: onLibvirt
        }
    }

    private var inMemory: Support {
        switch self {
        case .realPrograms, .execute: .lacks("runs no real programs")
        case .ownKernel: .lacks("has no kernels")
        case .virtualTime: .has("hours pass in milliseconds")
        case .exactReplay: .has("event by event")
        case .killHost: .has("loses what was not synced")
        case .pauseHost: .has("all its processes")
        case .otherLimits: .lacks("counts neither")
        case .lookInside: .lacks("is gone with its run")
        case .saved: .lacks("starts in no time as it is")
        case .otherComputers: .lacks("is one process")
        case .killProcess, .stop, .pauseProcess, .networkFaults, .unplug, .skew, .fillDisk,
            .dnsFault, .diskLimit, .withoutRoot:
            .yes
        }
    }

    private var onNetns: Support {
        switch self {
        case .ownKernel: .lacks("hosts share the machine's kernel")
        case .skew: .lacks("hosts share the machine's wall clock")
        case .killHost: .has("loses what was not written; what was, is in the machine's memory")
        case .pauseHost: .has("all its processes")
        case .otherLimits: .has("where cgroups can be had: `lab doctor` says")
        case .saved: .lacks("starts in a moment as it is")
        case .otherComputers: .lacks("hosts are parts of one machine")
        default: onRealHosts
        }
    }

    private var onLibvirt: Support {
        switch self {
        case .ownKernel: .has("the distribution's, or one of yours")
        case .skew: .yes
        case .killHost: .has("loses what was not synced")
        case .pauseHost: .has("the whole machine, its kernel and its clocks")
        case .otherLimits:
            .has("whole processors; 120 MiB where nothing is said and programs are small")
        case .saved: .has("`--cold` boots them")
        case .otherComputers: .has("`on:` and `--uri`")
        default: onRealHosts
        }
    }

    /// What namespaces and machines have in common.
    private var onRealHosts: Support {
        switch self {
        case .virtualTime: .lacks("hosts live in the machine's time")
        case .exactReplay:
            .lacks("the seed picks targets, faults and losses, but programs take their own time")
        case .stop: .has("a host ends its programs in their order")
        case .unplug: .has("the host sees its carrier go")
        case .dnsFault: .has("the built-in agent only")
        case .withoutRoot: .has("where user namespaces are allowed")
        default: .yes
        }
    }
}
