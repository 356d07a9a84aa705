import type { Binding, Runtime } from "../boot/runtime.ts";

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

export function createOsBinding(runtime: Runtime): Binding {
  const home = () => runtime.process.env["HOME"] ?? "/home";
  const shell = () => runtime.process.env["SHELL"] ?? "/bin/jsh";
  let priority = 0;
  return {
    getHostname: () => hostName,
    getLoadAvg: (slots: Float64Array) => slots.fill(0),
    getUptime: () => Math.floor(runtime.host.performance.now() / 1000),
    getTotalMem: () => totalMemoryBytes,
    getFreeMem: () => freeMemoryBytes,
    getCPUs: () => Array.from({ length: cores }, () => cpuFields).flat(),
    /** name, address, netmask, family, mac, internal, scope id. */
    getInterfaceAddresses: () => loopbackInterface.flat(),
    getHomeDirectory: home,
    getUserInfo: () => ({
      uid: 1000,
      gid: 1000,
      username: runtime.process.env["USER"] ?? "user",
      homedir: home(),
      shell: shell(),
    }),
    setPriority(_pid: number, next: number) {
      priority = next;
      return 0;
    },
    getPriority: () => priority,
    getAvailableParallelism: () => cores,
    getOSInformation: () => ["Linux", "#1 SMP", kernelRelease, "x86_64"],
    isBigEndian: false,
  };
}
