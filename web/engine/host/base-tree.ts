import { nodePath } from "../kernel/executable.ts";
import type { FileTree } from "../kernel/file-tree.ts";

const encoder = new TextEncoder();
const devices = ["null", "zero", "random", "tty", "stdin", "stdout", "stderr"] as const;

const files: Record<string, string> = {
  "/etc/hosts": "127.0.0.1\tlocalhost\n::1\tlocalhost\n",
  "/etc/passwd":
    "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nnode:x:1000:1000:node:/home:/bin/jsh\n",
  "/etc/group": "root:x:0:\nnogroup:x:65534:\nnode:x:1000:\n",
  "/proc/sys/kernel/hostname": "glasshouse\n",
  "/etc/os-release": 'NAME="Glasshouse"\nID=glasshouse\nPRETTY_NAME="Glasshouse engine"\n',
};

/** Lays out what stands before the first mount: devices, Node, home and the workspace's folder. */
export function makeBaseTree(tree: FileTree, workdir: string): void {
  for (const folder of [
    "/dev",
    "/etc",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/var",
    "/proc/sys/kernel",
    "/run",
    workdir,
  ])
    tree.mkdir(folder, "/", 0o755, true);
  tree.mkdir("/tmp", "/", 0o1777, false);
  tree.symlink("usr/bin", "/bin", "/");
  tree.symlink("usr/lib", "/lib", "/");
  for (const device of devices) tree.device(`/dev/${device}`, device);
  tree.device("/dev/urandom", "random");
  for (const [path, text] of Object.entries(files)) tree.writeFile(path, "/", encoder.encode(text));
  tree.writeFile(nodePath, "/", encoder.encode("The engine runs this program itself.\n"), 0o755);
}
