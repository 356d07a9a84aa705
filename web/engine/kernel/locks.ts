import type { Thread } from "./process.ts";
import type { LockInfo, LockMode, LockState } from "./protocol.ts";

interface Request {
  thread: Thread;
  /** The thread's own number of it. */
  id: number;
  name: string;
  clientId: string;
  mode: LockMode;
}

/** Named locks between the threads of one process, by the Web Locks algorithm (w3c.github.io/web-locks). */
export class Locks {
  #held: Request[] = [];
  #waiting: Request[] = [];

  request(request: Request, how: "wait" | "steal" | "if-available"): void {
    if (how === "steal") {
      for (const stolen of this.#held.filter(({ name }) => name === request.name)) tell(stolen, "stolen");
      this.#held = this.#held.filter(({ name }) => name !== request.name);
      this.#grant(request);
      return;
    }
    const free = this.#isFree(request, this.#waiting);
    if (free) this.#grant(request);
    else if (how === "wait") {
      this.#waiting.push(request);
      tell(request, "waiting");
    } else tell(request, "unavailable");
  }

  /** The holder is done, or no longer waits. */
  release(thread: Thread, id: number): void {
    this.#drop((one) => one.thread === thread && one.id === id);
  }

  endThread(thread: Thread): void {
    this.#drop((one) => one.thread === thread);
  }

  /** The thread's own, as Node tells them. */
  query(thread: Thread): { held: LockInfo[]; pending: LockInfo[] } {
    const info = (list: Request[]): LockInfo[] =>
      list.flatMap((one) => (one.thread === thread ? { name: one.name, mode: one.mode, clientId: one.clientId } : []));
    return { held: info(this.#held), pending: info(this.#waiting) };
  }

  #drop(goes: (request: Request) => boolean): void {
    this.#held = this.#held.filter((one) => !goes(one));
    this.#waiting = this.#waiting.filter((one) => !goes(one));
    const still: Request[] = [];
    for (const request of this.#waiting) {
      if (this.#isFree(request, still)) this.#grant(request);
      else still.push(request);
    }
    this.#waiting = still;
  }

  /** Nobody holds or waits longer for what this request could not share. */
  #isFree(request: Request, before: Request[]): boolean {
    return [...this.#held, ...before].every(
      ({ name, mode }) => name !== request.name || (mode === "shared" && request.mode === "shared"),
    );
  }

  #grant(request: Request): void {
    this.#held.push(request);
    tell(request, "granted");
  }
}

function tell({ thread, id }: Request, state: LockState): void {
  thread.peer.post({ type: "lock", request: id, state });
}
