import Foundation
import Testing

@testable import LabNetns

/// Labs of users who are not root, and of users without room.
@Suite(
    .serialized,
    .enabled(if: Machine.hasLabs, Comment(rawValue: Machine.needsLabs)),
    .enabled(if: Machine.isRoot, Comment(rawValue: Machine.needsRoot)))
struct UserTests {
    /// A device that all may open, in this mount namespace alone.
    private static let openTUN = """
        mkdir -p dev; mount -t tmpfs tmpfs dev; mknod -m 0666 dev/tun c 10 200
        mount --bind dev/tun /dev/net/tun
        """

    @Test func somebodyWhoIsNotRootHasALab() async throws {
        let machine = try CommandLineLab()
        let outcome = try await machine.run(
            """
            export XDG_RUNTIME_DIR=$PWD/run; set -e
            lab doctor | grep -q '✓ netns'
            lab up bare.yaml
            stat -c '%U %a' run/lab/default | grep -q 700
            lab exec host-1 -- id -u
            lab exec host-1 -- cat /sys/class/net/eth0/address
            lab destroy
            ls -A run
            """, preparation: Self.openTUN, as: CommandLineLab.somebody)
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("\n0\n02:00:0a:07:00:01\n"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix("s\n"), "\(outcome.output)")
    }

    @Test func withoutTheDeviceTheDoctorSaysWhatToDo() async throws {
        let machine = try CommandLineLab()
        let outcome = try await machine.run(
            "export XDG_RUNTIME_DIR=$PWD/run; lab doctor; echo status $?; lab up bare.yaml",
            preparation: Self.openTUN + "; chmod 600 dev/tun", as: CommandLineLab.somebody)
        #expect(outcome.status == 3, "\(outcome.output)")
        #expect(outcome.output.contains("status 3"))
        #expect(outcome.output.components(separatedBy: "chmod 0666 /dev/net/tun").count >= 3)
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine.folder + "/run") == [])
    }

    @Test func withoutASessionThereIsAFolderInTmp() async throws {
        let machine = try CommandLineLab()
        let place = "/tmp/lab-\(CommandLineLab.somebody)"
        let outcome = try await machine.run(
            "lab up bare.yaml; stat -c '%u %a' \(place) \(place)/lab; lab destroy",
            preparation: Self.openTUN, as: CommandLineLab.somebody)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.filter { $0 == "\(CommandLineLab.somebody) 700" }.count == 2, "\(lines)")
        #expect(outcome.status == 0)
    }

    @Test(arguments: 1...6)
    func aFullDiskIsSaidAndLeavesNothing(_ files: Int) async throws {
        let machine = try CommandLineLab()
        let outcome = try await machine.run(
            """
            export XDG_RUNTIME_DIR=$PWD/run; cat /dev/zero >run/all 2>/dev/null
            lab up bare.yaml; echo "status $?"; rm -f run/all; ls -A run
            """, preparation: "mount -t tmpfs -o size=32k,nr_inodes=\(files),mode=0700 tmpfs run")
        #expect(outcome.output.contains("status 3\n"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix("status 3\n"), "\(outcome.output)")
        #expect(outcome.output.contains("No space left on device"), "\(outcome.output)")
        #expect(outcome.output.contains("XDG_RUNTIME_DIR"), "\(outcome.output)")
    }

    /// Runs `$1` where no more user namespaces can be made, with the users that there are.
    private static let noUserNamespaces = """
        cat >inside <<'END'
        echo 0 >/proc/sys/user/max_user_namespaces
        eval "$1"
        END
        cat >without <<'END'
        mkfifo go
        # The power of root comes with the execution after the mapping.
        unshare --user sh -c 'read go <go; exec sh inside "$0"' "$1" &
        while [ "$(readlink /proc/$!/ns/user)" = "$(readlink /proc/self/ns/user)" ]; do :; done
        echo '0 0 100000' >/proc/$!/uid_map; echo '0 0 100000' >/proc/$!/gid_map
        echo >go; wait $!
        END
        """

    @Test func rootNeedsNoUserNamespaces() async throws {
        let machine = try CommandLineLab()
        let outcome = try await machine.run(
            """
            export XDG_RUNTIME_DIR=$PWD/run; \(Self.noUserNamespaces)
            sh without 'lab doctor | grep namespaces; lab up bare.yaml
              lab exec host-1 -- cat /sys/class/net/eth0/address; lab destroy'
            ls -A run
            """)
        #expect(outcome.output.contains("! user namespaces: No space left"), "\(outcome.output)")
        #expect(outcome.output.contains("\n02:00:0a:07:00:01\n"), "\(outcome.output)")
        #expect(outcome.output.contains("gone"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix("s\n"), "\(outcome.output)")
    }

    @Test func withoutNamespacesSomebodyIsToldWhatToDo() async throws {
        let machine = try CommandLineLab()
        let outcome = try await machine.run(
            """
            \(Self.noUserNamespaces)
            chown \(CommandLineLab.somebody) run home
            sh without 'setpriv --reuid \(CommandLineLab.somebody) sh -c "
              export XDG_RUNTIME_DIR=$PWD/run; lab up bare.yaml; echo status \\$?"'
            ls -A run
            """)
        #expect(outcome.output.hasSuffix("status 3\n"), "\(outcome.output)")
        #expect(outcome.output.contains("sysctl -w user.max_user_namespaces"), "\(outcome.output)")
    }

    @Test func aLongPathIsSaid() async throws {
        let machine = try CommandLineLab()
        let long = String(repeating: "d", count: 100)
        let outcome = try await machine.run(
            "mkdir run/\(long); XDG_RUNTIME_DIR=$PWD/run/\(long) lab up bare.yaml")
        #expect(outcome.status == 2 || outcome.status == 3)
        #expect(outcome.output.contains("set XDG_RUNTIME_DIR to a directory with a shorter path"))
    }
}
