/** Opens streams through one way and measures what arrives. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** One way from the client to the endpoint. */
export interface Way {
  /** Makes what is there before a person types: for a host, a socket that said welcome. */
  open(): Promise<Stream>;
  /** Processes between the client and the endpoint. */
  pids: readonly number[];
}

export interface Stream {
  /** Asks for a completion; `hear` gets whatever arrives as text, `fail` the server's refusal. */
  ask(hear: (text: string) => void, fail: (error: Error) => void): void;
  end(): void;
}

export interface RelayFigures {
  /** From the endpoint's write to the client's hearing. */
  tokenP50Ms: number;
  tokenP99Ms: number;
  /** From the question to the first token, while the other streams begin. */
  ttftP50Ms: number;
  /** Of the processes between; 0 where there is none. */
  cpuUsPerToken: number;
}

/** After this the connections are made and the code is warm. */
const settleMs = 1_500;
const measureMs = 5_000;
/** Between one stream's question and the next one's. */
const apartMs = 5;
/** One token of the endpoint: when it was sent. */
const token = /t(\d+) /g;
/** Clock ticks of /proc a second. */
const ticksPerSecond = 100;

export async function measure({ open, pids }: Way, streams: number): Promise<RelayFigures> {
  const latenciesMs: number[] = [];
  const firstMs: number[] = [];
  let measuring = false;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
  };
  const ask = (stream: Stream): void => {
    const from = performance.now();
    let first = true;
    stream.ask((text) => {
      const now = nowUs();
      token.lastIndex = 0;
      for (let found = token.exec(text); found; found = token.exec(text)) {
        if (first) firstMs.push(performance.now() - from);
        first = false;
        if (measuring) latenciesMs.push((now - Number(found[1])) / 1_000);
      }
    }, fail);
  };
  const opened = await Promise.all(Array.from({ length: streams }, open));
  for (const stream of opened) {
    ask(stream);
    await sleep(apartMs);
  }
  await sleep(settleMs);
  const cpuBefore = cpuUs(pids);
  measuring = true;
  await sleep(measureMs);
  measuring = false;
  const usedUs = cpuUs(pids) - cpuBefore;
  for (const stream of opened) stream.end();
  await sleep(200);
  if (failure) throw failure;
  if (firstMs.length < streams) throw new Error(`${streams - firstMs.length} of ${streams} streams brought nothing`);
  return {
    tokenP50Ms: percentile(latenciesMs, 0.5),
    tokenP99Ms: percentile(latenciesMs, 0.99),
    ttftP50Ms: percentile(firstMs, 0.5),
    cpuUsPerToken: usedUs / latenciesMs.length,
  };
}

/** The middle of several runs, figure by figure. */
export function medianOf(runs: readonly RelayFigures[]): RelayFigures {
  const middle = (key: keyof RelayFigures): number =>
    Number(
      percentile(
        runs.map((run) => run[key]),
        0.5,
      ).toFixed(3),
    );
  return {
    tokenP50Ms: middle("tokenP50Ms"),
    tokenP99Ms: middle("tokenP99Ms"),
    ttftP50Ms: middle("ttftP50Ms"),
    cpuUsPerToken: middle("cpuUsPerToken"),
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function nowUs(): number {
  return Number(process.hrtime.bigint()) / 1_000;
}

function cpuUs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    // The name may hold spaces: what follows its bracket is counted from there. 12th and 13th are user and system time.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return sum + ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000_000;
  }, 0);
}
