import CLinux
import Foundation
import LabModel
import Testing

@testable import LabNetns

/// What people are told to do about a machine that has no labs.
@Suite struct NetnsDoctorTests {
    private func errors(_ trial: lab_trial, _ error: Int32) -> [Int32] {
        var errors = [Int32](repeating: 0, count: Int(LAB_TRIAL_COUNT.rawValue))
        for later in Int(trial.rawValue)..<errors.count { errors[later] = -1 }
        errors[Int(trial.rawValue)] = error
        return errors
    }

    @Test func itChangesNothingAndSaysWhatLimitsThereAre() {
        let before = Machine.groups(beginningWith: "lab-doctor")
        let findings = NetnsDoctor.examine()
        #expect(findings.allSatisfy { $0.isFine == $0.remedy.isEmpty }, "\(findings)")
        #expect(findings.last?.what.hasPrefix("limits") == true)
        #expect(Machine.groups(beginningWith: "lab-doctor") == before)
    }

    @Test func whatDoesNotWorkHasARemedy() {
        let all: [(lab_trial, Int32, String)] = [
            (LAB_TRIAL_NAMESPACES, EPERM, "namespaces"),
            (LAB_TRIAL_TUN, ENOENT, "modprobe tun"),
            (LAB_TRIAL_TUN, EACCES, "chmod 0666 /dev/net/tun"),
            (LAB_TRIAL_PROC, EPERM, "systempaths=unconfined"),
            (LAB_TRIAL_OVERLAY, EPERM, "5.11"),
            (LAB_TRIAL_TAP, EINVAL, "TUNSETCARRIER"),
        ]
        for (trial, error, remedy) in all {
            let findings = NetnsDoctor.trials(errors(trial, error))
            #expect(!NetnsDoctor.allFine(findings))
            let failed = findings.filter { !$0.isFine }
            if trial != LAB_TRIAL_NAMESPACES {
                #expect(failed.first?.remedy.contains(remedy) == true, "\(failed)")
            }
            // One thing at a time: what could not be tried asks for nothing of its own.
            #expect(failed.dropFirst().allSatisfy { $0.remedy == "see to the others first" })
        }
    }

    @Test func rootNeedsNoUserNamespaces() {
        var errors = [Int32](repeating: 0, count: Int(LAB_TRIAL_COUNT.rawValue))
        errors[Int(LAB_TRIAL_USER_NAMESPACE.rawValue)] = ENOSPC
        let findings = NetnsDoctor.trials(errors)
        #expect(NetnsDoctor.allFine(findings) == Machine.isRoot)
        #expect(findings[0].remedy.isEmpty == false)
    }

    @Test(arguments: ["start", "record", "namespaces", "map", "mount", "proc", "execute"])
    func whatTheLauncherMeetsHasARemedy(_ stage: String) throws {
        let failure = try #require(Failure(report: "failed \(stage) 1"))
        let error = failure.error(LabExecutables(lab: "/bin/lab", agent: "/bin/lab-agent"))
        #expect(error.message.contains("Operation not permitted"))
        #expect(Failure(report: "ready") == nil)
        #expect(Failure(report: "failed elsewhere 1") == nil)
    }
}
