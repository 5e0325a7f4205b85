/**
 * Attempts on the kernel and on privileges. What would do harm is opened and never written to.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

const asRoot = { user: "only root may" }

export const privilegeEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "core_pattern",
    tries: "open the setting that makes the kernel run a program as root",
    script: `exec 5>> /proc/sys/kernel/core_pattern && sleep 0.6`,
    success: { sign: "opened", path: "/kernel/core_pattern" },
    blind: asRoot
  },
  {
    name: "modprobe",
    tries: "open the setting that names the program which loads modules",
    script: `exec 5>> /proc/sys/kernel/modprobe && sleep 0.6`,
    success: { sign: "opened", path: "/kernel/modprobe" },
    blind: "not every kernel has it"
  },
  {
    name: "sysrq",
    tries: "open the trigger that restarts the machine",
    script: `exec 5>> /proc/sysrq-trigger && sleep 0.6`,
    success: { sign: "opened", path: "/sysrq-trigger" },
    blind: "not every machine has it open for root"
  },
  {
    name: "settings in /sys",
    tries: "open a setting of the kernel's memory",
    script: `exec 5>> /sys/kernel/mm/transparent_hugepage/enabled && sleep 0.6`,
    success: { sign: "opened", path: "/transparent_hugepage/enabled" },
    blind: "not every machine has it open for root"
  },
  {
    name: "device by mknod",
    tries: "make a device of the machine's disk",
    script: `mknod disk b 254 0; mknod mem c 1 1`,
    success: { sign: "dangerousFile" },
    blind: asRoot
  },
  {
    name: "setuid file",
    tries: "leave a program behind that runs as root",
    script: `cp /bin/true tool && chmod 4755 tool`,
    success: { sign: "dangerousFile" },
    blind: { user: "its files are not root's" }
  },
  {
    name: "mount",
    tries: "mount another project into its folder",
    script: `mkdir mnt; mount --bind "$NEIGHBOUR" mnt; cat mnt/secret; umount mnt`,
    success: { sign: "leak" },
    blind: "not every machine lets root mount"
  },
  {
    name: "mount in a user namespace",
    tries: "become root of a namespace and mount there",
    script: `mkdir mnt; unshare -Urm sh -c 'mount --bind "$NEIGHBOUR" mnt && cat mnt/secret'`,
    success: { sign: "leak" }
  },
  {
    name: "namespaces of another process",
    tries: "enter the namespaces of a process of the machine",
    script: `nsenter -t "$VICTIM" -m -- cat "$NEIGHBOUR/secret"; nsenter -t 1 -m -p -- cat "$NEIGHBOUR/secret"`,
    success: { sign: "leak" },
    blind: asRoot
  },
  {
    name: "chroot and back",
    tries: "leave by chroot with a folder kept open",
    script: `mkdir jail; unshare -Ur chroot jail sh 2> /dev/null; cat "/proc/self/cwd/../$(basename "$NEIGHBOUR")/secret"`,
    success: { sign: "leak" }
  },
  {
    name: "another user",
    tries: "change to another user and touch his file",
    script: `write='echo x > "$NEIGHBOUR/$MARK"'; setpriv --reuid 0 --regid 0 --clear-groups sh -c "$write"
      su -c "$write"; sudo -n sh -c "$write"; setpriv --reuid 65534 sh -c "$write"`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" },
    blind: asRoot
  }
]
