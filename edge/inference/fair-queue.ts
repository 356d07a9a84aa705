/**
 * Lets an endpoint work on so many requests at once. Those who wait are served by user in turn, not by who asks most, and
 * those with an account before guests, of whom anybody can make any number: guests get the turn after `accountTurns` others.
 */
export interface QueueLimits {
  running: number;
  /** Of those, and of those that wait, at most so many are guests'. */
  guestsRunning: number;
  waiting: number;
  guestsWaiting: number;
  waitingPerUser: number;
  accountTurns: number;
}

export type Turn = { release(): void } | "full" | "cancelled";

export type QueueGroup = "account" | "guest";

interface Waiter {
  begin(turn: Turn): void;
}

/** Users in the order of their turns. */
type Lines<Line> = Record<QueueGroup, Map<string, Line>>;

export class FairQueue {
  private readonly limits: QueueLimits;
  private readonly lines: Lines<Waiter[]> = { account: new Map(), guest: new Map() };
  private readonly waitingOf = { account: 0, guest: 0 };
  private readonly runningOf = { account: 0, guest: 0 };
  /** Turns of accounts since a guest had one. */
  private accountTurns = 0;

  constructor(limits: QueueLimits) {
    this.limits = limits;
  }

  get running(): number {
    return this.runningOf.account + this.runningOf.guest;
  }

  get waiting(): number {
    return this.waitingOf.account + this.waitingOf.guest;
  }

  /** Whether a turn would begin at once. */
  isFree(group: QueueGroup): boolean {
    const { running, guestsRunning } = this.limits;
    return this.running < running && (group === "account" || this.runningOf.guest < guestsRunning);
  }

  /** A turn when it is this user's; "full" at once when no place to wait is left; "cancelled" when `signal` was quicker. */
  enter(user: string, group: QueueGroup, signal: AbortSignal): Turn | Promise<Turn> {
    if (signal.aborted) return "cancelled";
    if (this.isFree(group)) return this.begin(group);
    const line = this.lines[group].get(user) ?? [];
    if (this.isFull(group) || line.length >= this.limits.waitingPerUser) return "full";
    return new Promise((resolve) => {
      const leave = (): void => {
        this.remove(user, group, waiter);
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
      this.lines[group].set(user, line);
      this.waitingOf[group] += 1;
    });
  }

  /** How many turns come before that of the user's last request in line, when nobody else comes. */
  ahead(user: string, group: QueueGroup): number {
    const lengths = { account: lengthsOf(this.lines.account), guest: lengthsOf(this.lines.guest) };
    let accountTurns = this.accountTurns;
    for (let ahead = 0; ; ahead++) {
      const next = this.groupInTurn(lengths, accountTurns);
      const [first] = next ? lengths[next] : [];
      if (!next || !first) return ahead;
      const [name, length] = first;
      if (next === group && name === user && length === 1) return ahead;
      accountTurns = next === "account" ? accountTurns + 1 : 0;
      lengths[next].delete(name);
      if (length > 1) lengths[next].set(name, length - 1);
    }
  }

  private isFull(group: QueueGroup): boolean {
    const { waiting, guestsWaiting } = this.limits;
    return this.waiting >= waiting || (group === "guest" && this.waitingOf.guest >= guestsWaiting);
  }

  private begin(group: QueueGroup): Turn {
    this.runningOf[group] += 1;
    let released = false;
    return {
      release: () => {
        if (released) return;
        released = true;
        this.runningOf[group] -= 1;
        this.next();
      },
    };
  }

  private groupInTurn(lines: Lines<unknown>, accountTurns: number): QueueGroup | undefined {
    if (lines.guest.size === 0) return lines.account.size === 0 ? undefined : "account";
    return lines.account.size === 0 || accountTurns >= this.limits.accountTurns ? "guest" : "account";
  }

  /** The user whose turn it is gets it and goes to the end. */
  private next(): void {
    const wanted = this.groupInTurn(this.lines, this.accountTurns);
    // Guests who have all that they may have let the others go on.
    const group = wanted === "guest" && !this.isFree("guest") ? "account" : wanted;
    const [first] = group ? this.lines[group] : [];
    if (!group || !first || !this.isFree(group)) return;
    const [user, line] = first;
    const waiter = line.shift();
    this.lines[group].delete(user);
    if (line.length > 0) this.lines[group].set(user, line);
    this.waitingOf[group] -= 1;
    this.accountTurns = group === "account" ? this.accountTurns + 1 : 0;
    waiter?.begin(this.begin(group));
  }

  private remove(user: string, group: QueueGroup, waiter: Waiter): void {
    const lines = this.lines[group];
    const line = lines.get(user) ?? [];
    const at = line.indexOf(waiter);
    if (at < 0) return;
    line.splice(at, 1);
    if (line.length === 0) lines.delete(user);
    this.waitingOf[group] -= 1;
  }
}

function lengthsOf(lines: ReadonlyMap<string, readonly Waiter[]>): Map<string, number> {
  return new Map([...lines].map(([user, line]) => [user, line.length]));
}
