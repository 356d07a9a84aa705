import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { userId } from "./credentials.ts";
import { toBuffer } from "./to-buffer.ts";

const hostName = "glasshouse";
const kernelRelease = "6.1.0-glasshouse";
const totalMemoryBytes = 4 * 1024 ** 3;
const freeMemoryBytes = 2 * 1024 ** 3;
const cores = 2;
const cpuFields = ["Glasshouse", 2000, 0, 0, 0, 0, 0];

/** Name, address, netmask, family, MAC, internal, scope. */
const loopbackInterface = [
  ["lo", "127.0.0.1", "255.0.0.0", "IPv4", "00:00:00:00:00:00", true, -1],
  ["lo", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "IPv6", "00:00:00:00:00:00", true, 0],
];

/** What Node's library words its `SystemError` with. */
type Failure = Record<string, unknown>;

export function createOsBinding(runtime: Runtime): Binding {
  const fail = (code: string, syscall: string, context: Failure): undefined => {
    const errno = runtime.uv.numberOf(code);
    Object.assign(context, { errno, code, message: runtime.uv.messageOf(errno), syscall });
  };
  const attempt = <T>(syscall: string, context: Failure, action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return fail(error.code, syscall, context);
    }
  };
  const { call } = runtime.system;
  const passwd = (syscall: string, context: Failure) =>
    attempt(syscall, context, () => {
      const lines = new runtime.host.TextDecoder().decode(call("readFile", ["/etc/passwd"])).split("\n");
      const entry = lines.map((line) => line.split(":")).find(([, , id]) => id === String(userId));
      if (!entry) throw new CallFailure("ENOENT");
      const [username = "", , uid, gid, , homedir = "", shell = ""] = entry;
      return { uid: Number(uid), gid: Number(gid), username, homedir, shell };
    });
  return {
    getHostname: () => hostName,
    getLoadAvg: (slots: Float64Array) => slots.fill(0),
    getUptime: () => runtime.host.performance.now() / 1000,
    getTotalMem: () => totalMemoryBytes,
    getFreeMem: () => freeMemoryBytes,
    getCPUs: () => Array.from({ length: cores }, () => cpuFields).flat(),
    /** name, address, netmask, family, mac, internal, scope id. */
    getInterfaceAddresses: () => loopbackInterface.flat(),
    getHomeDirectory: (context: Failure) => runtime.process.env["HOME"] ?? passwd("uv_os_homedir", context)?.homedir,
    getUserInfo(options: { encoding?: unknown } | null, context: Failure) {
      // Read first: its getter may throw.
      const encoding = options?.encoding;
      const user = passwd("uv_os_get_passwd", context);
      const encoded = (text: string) => encodeName(runtime, text, encoding);
      return (
        user && {
          ...user,
          username: encoded(user.username),
          homedir: encoded(user.homedir),
          shell: encoded(user.shell),
        }
      );
    },
    setPriority: (pid: number, next: number, context: Failure) =>
      attempt("uv_os_setpriority", context, () => {
        call("priority", [pid, next]);
        return 0;
      }),
    getPriority: (pid: number, context: Failure) =>
      attempt("uv_os_getpriority", context, () => call("priority", [pid, null])),
    getAvailableParallelism: () => cores,
    getOSInformation: () => ["Linux", "#1 SMP", kernelRelease, "x86_64"],
    isBigEndian: false,
  };
}

function encodeName(runtime: Runtime, text: string, encoding: unknown): unknown {
  if (typeof encoding !== "string") return text;
  const bytes = toBuffer(runtime, new runtime.host.TextEncoder().encode(text));
  if (encoding.toLowerCase() === "buffer") return bytes;
  const { Buffer } = runtime.requireBuiltin("buffer") as {
    Buffer: { isEncoding(name: string): boolean; prototype: { toString(this: Uint8Array, encoding: string): string } };
  };
  return Buffer.isEncoding(encoding) ? Buffer.prototype.toString.call(bytes, encoding) : text;
}
