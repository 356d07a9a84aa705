/** `internalBinding('locks')`: named locks between the threads of one process; the kernel decides who has which. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import type { LockInfo, LockMode } from "../kernel/protocol.ts";

type Callback = (lock: LockInfo | null) => unknown;

const stolenError = "LOCK_STOLEN_ERROR";

export function createBinding(runtime: EngineRuntime): Binding {
  const { system, loop } = runtime;
  const data = runtime.data("locks");
  let nextRequest = 1;
  const request = (
    name: string,
    clientId: string,
    mode: LockMode,
    steal: boolean,
    ifAvailable: boolean,
    callback: Callback,
  ): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextRequest++;
      const finish = (settle: () => void): void => {
        system.off("lock", id);
        system.post({ type: "lock-release", request: id });
        settle();
      };
      const run = (lock: LockInfo | null): void => {
        const done = Promise.resolve().then(() => callback(lock));
        done.then(
          (value) => finish(() => resolve(value)),
          (error) => finish(() => reject(error)),
        );
      };
      // Only the kernel's first word is waited for: a lock that somebody else has keeps no process alive.
      let held = true;
      loop.hold();
      system.on("lock", id, ({ state }) => {
        if (held) loop.enqueue(() => loop.release());
        held = false;
        if (state === "waiting") return;
        if (state === "stolen") {
          system.off("lock", id);
          loop.enqueue(() => reject(new Error(String(data[stolenError]))));
          return;
        }
        loop.enqueue(() => run(state === "granted" ? { name, mode, clientId } : null));
      });
      const how = steal ? "steal" : ifAvailable ? "if-available" : "wait";
      system.post({ type: "lock-request", request: id, name, clientId, mode, how });
    });
  return { ...data, request, query: () => Promise.resolve(system.call("locks", [])) };
}
