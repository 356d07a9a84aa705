import type { Binding, Runtime } from "../boot/runtime.ts";

/** One user lives in this engine: root's numbers are avoided, as some tools refuse to run as root. */
export const userId = 1000;

export function createCredentialsBinding(runtime: Runtime): Binding {
  const refuse = () => {
    throw runtime.uv.exception("EPERM", "setuid");
  };
  return {
    safeGetenv: (name: string) => runtime.process.env[name],
    getTempDir() {
      const { TMPDIR, TMP, TEMP } = runtime.process.env;
      return (TMPDIR || TMP || TEMP)?.replace(/(?<=.)\/$/, "");
    },
    implementsPosixCredentials: true,
    getuid: () => userId,
    geteuid: () => userId,
    getgid: () => userId,
    getegid: () => userId,
    getgroups: () => [userId],
    initgroups: refuse,
    setgroups: refuse,
    setegid: refuse,
    seteuid: refuse,
    setgid: refuse,
    setuid: refuse,
  };
}
