/** What changes users and groups: an ordinary user may only become who it is. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { userId } from "./credentials.ts";

type Id = number | string;
const notPermitted = 1;
/** What Node's library takes for "no such user or group". */
const unknown = { id: 1, user: 1, group: 2 } as const;

export function createCredentialSetters(runtime: EngineRuntime): Binding {
  /** The number of a name in /etc/passwd or /etc/group; a number is its own. */
  const idOf = (name: Id, path: string): number | undefined => {
    if (typeof name === "number") return name;
    return entries(runtime, path).find((entry) => entry.name === name)?.id;
  };
  const refusal = (syscall: string): Error => {
    const error = codedError(Error, "EPERM", "EPERM, Operation not permitted");
    return Object.assign(error, { errno: notPermitted, syscall });
  };
  const setter = (syscall: string, path: string) => (name: Id) => {
    const id = idOf(name, path);
    if (id === undefined) return unknown.id;
    if (id !== userId) throw refusal(syscall);
    return 0;
  };
  return {
    setuid: setter("setuid", "/etc/passwd"),
    seteuid: setter("seteuid", "/etc/passwd"),
    setgid: setter("setgid", "/etc/group"),
    setegid: setter("setegid", "/etc/group"),
    setgroups(names: Id[]) {
      const wrong = names.findIndex((name) => idOf(name, "/etc/group") === undefined);
      if (wrong >= 0) return wrong + 1;
      throw refusal("setgroups");
    },
    initgroups(user: Id, group: Id) {
      if (typeof user === "number" && !entries(runtime, "/etc/passwd").some(({ id }) => id === user))
        return unknown.user;
      if (idOf(group, "/etc/group") === undefined) return unknown.group;
      throw refusal("initgroups");
    },
  };
}

function entries(runtime: EngineRuntime, path: string): { name: string; id: number }[] {
  const text = new runtime.host.TextDecoder().decode(runtime.system.call("readFile", [path]));
  return text.split("\n").map((line) => {
    const [name = "", , id] = line.split(":");
    return { name, id: Number(id) };
  });
}
