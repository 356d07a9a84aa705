import type { Handler } from "./calls-files.ts";
import { limits } from "./limits.ts";
import { Both, Later } from "./mailbox.ts";
import type { Thread } from "./process.ts";
import { mailboxSlots, type SystemCalls } from "./protocol.ts";
import { fail } from "./system-error.ts";
import type { Threads } from "./threads.ts";

type Taken = Both | Uint8Array;
type Plain = "threadNew" | "environmentNew" | "environmentGet" | "environmentSet" | "environmentKeys" | "locks";
type ThreadCalls = { [N in Plain]: Handler<SystemCalls[N]> } & {
  portTake: Handler<SystemCalls["portTake"], Taken | Later<Taken>>;
};

/** System calls between the threads of one process. */
export function threadCalls(threads: Threads): ThreadCalls {
  return {
    threadNew: ({ thread }) => threads.reserve(thread),
    portTake: ({ thread }, port, after) => afterOthers(thread, () => takeMessage(thread, port, after)),
    environmentNew: ({ process }, entries) => {
      const variables = new Map<string, string>();
      for (const [index, text] of entries.entries()) if (index % 2 === 1) variables.set(entries[index - 1] ?? "", text);
      return process.environments.push(variables) - 1;
    },
    environmentGet: ({ process }, id, name) => process.environment(id).get(name) ?? null,
    environmentSet: ({ process }, id, name, value) => {
      const variables = process.environment(id);
      if (value === null) variables.delete(name);
      else if (name.length + value.length > limits.argumentBytes) fail("E2BIG");
      else variables.set(name, value);
      return null;
    },
    environmentKeys: ({ process }, id) => [...process.environment(id).keys()],
    locks: ({ process, thread }) => process.locks.query(thread),
  };
}

function takeMessage(thread: Thread, port: number, after: number): Taken {
  const entry = thread.process.ports.peek(thread, port, after);
  if (!entry) return new Uint8Array(0);
  const { seq, message } = entry;
  if (!message) return new Both({ seq }, new Uint8Array(0));
  const { bytes, ports, attachmentIds } = message;
  return new Both({ seq, ports, attachmentIds }, bytes);
}

/** A call overtakes messages: what the other threads had posted when it was made comes first, as one may have woken the caller. */
function afterOthers<T>(caller: Thread, act: () => T): T | Later<T> {
  const { threads, afterMessages } = caller.process;
  const posted = [...threads].map((thread) => [thread, Atomics.load(thread.slots, mailboxSlots.posted)] as const);
  const isReceived = (): boolean =>
    posted.every(([one, count]) => one === caller || !threads.has(one) || ((count - one.received) | 0) <= 0);
  if (isReceived()) return act();
  return new Later((done) => {
    const retry = (): void => {
      if (!isReceived()) return;
      afterMessages.delete(retry);
      done(act());
    };
    afterMessages.add(retry);
    return () => afterMessages.delete(retry);
  });
}
