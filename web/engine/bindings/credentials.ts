import type { EngineRuntime } from "../boot/bootstrap.ts";
import { lateChunkBinding } from "../boot/chunk.ts";
import type { Binding } from "../boot/runtime.ts";

/** One user lives in this engine: root's numbers are avoided, as some tools refuse to run as root. */
export const userId = 1000;
const setters = ["initgroups", "setgroups", "setegid", "seteuid", "setgid", "setuid"];

export function createCredentialsBinding(runtime: EngineRuntime): Binding {
  return {
    ...lateChunkBinding("credentials", "createCredentialSetters", setters)(runtime),
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
  };
}
