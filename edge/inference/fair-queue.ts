/** Turns at one endpoint: so many at once, and those who wait are served by user in turn, not by who asks most. */
export interface QueueLimits {
  running: number;
  waiting: number;
  waitingPerUser: number;
}

export type Turn = { release(): void } | "full" | "cancelled";

interface Waiter {
  begin(turn: Turn): void;
}

export class FairQueue {
  private readonly limits: QueueLimits;
  /** Users in the order of their turns, each with its own line. */
  private readonly lines = new Map<string, Waiter[]>();
  running = 0;
  waiting = 0;

  constructor(limits: QueueLimits) {
    this.limits = limits;
  }

  /** Whether a turn would begin at once. */
  get free(): boolean {
    return this.running < this.limits.running;
  }

  /** A turn when it is this user's; "full" at once when no place to wait is left; "cancelled" when `signal` was quicker. */
  enter(user: string, signal: AbortSignal): Turn | Promise<Turn> {
    if (signal.aborted) return "cancelled";
    if (this.free) return this.begin();
    const line = this.lines.get(user) ?? [];
    if (this.waiting >= this.limits.waiting || line.length >= this.limits.waitingPerUser) return "full";
    return new Promise((resolve) => {
      const leave = (): void => {
        this.remove(user, waiter);
        resolve("cancelled");
      };
      const waiter: Waiter = {
        begin(turn) {
          signal.removeEventListener("abort", leave);
          resolve(turn);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      line.push(waiter);
      this.lines.set(user, line);
      this.waiting += 1;
    });
  }

  /** How many turns come before that of the user's last request in line. */
  ahead(user: string): number {
    const own = (this.lines.get(user)?.length ?? 0) - 1;
    let isBefore = true;
    let ahead = 0;
    for (const [other, line] of this.lines) {
      if (other === user) isBefore = false;
      // Round for round each user has one turn; those before this one in a round have one more.
      ahead += other === user ? Math.max(0, own) : Math.min(line.length, own + (isBefore ? 1 : 0));
    }
    return ahead;
  }

  private begin(): Turn {
    this.running += 1;
    let released = false;
    return {
      release: () => {
        if (released) return;
        released = true;
        this.running -= 1;
        this.next();
      },
    };
  }

  /** The user whose turn it is gets it and goes to the end. */
  private next(): void {
    const [first] = this.lines;
    if (!first) return;
    const [user, line] = first;
    const waiter = line.shift();
    this.lines.delete(user);
    if (line.length > 0) this.lines.set(user, line);
    this.waiting -= 1;
    waiter?.begin(this.begin());
  }

  private remove(user: string, waiter: Waiter): void {
    const line = this.lines.get(user) ?? [];
    const at = line.indexOf(waiter);
    if (at < 0) return;
    line.splice(at, 1);
    if (line.length === 0) this.lines.delete(user);
    this.waiting -= 1;
  }
}
