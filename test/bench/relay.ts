/** `npm run bench -- relay`: what the edge adds to a streamed token, beside the straight way and a peer gateway in the same run. */
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { throughBareNode, throughBareWorker } from "./relay/bare.ts";
import { measure, medianOf, type RelayFigures, type Way } from "./relay/measure.ts";
import { throughPeer } from "./relay/peer.ts";
import { direct, startEndpoint, throughNode } from "./relay/ways.ts";
import { throughWorkers } from "./relay/workers.ts";

const streamCounts = (process.env["STREAMS"] ?? "1,50,200,500").split(",").map(Number);
/** A way that is asked for more than two cores carry falls behind without end. */
const runTimeoutMs = 45_000;
const rounds = Number(process.env["ROUNDS"] ?? 3);

export async function bench(): Promise<object> {
  const endpoint = await startEndpoint();
  const hosted = {
    node: await throughNode(endpoint.url),
    workerd: await throughWorkers(endpoint.url),
    portkey: await throughPeer(endpoint.url),
    bareNode: await throughBareNode(endpoint.url),
    bareWorkerd: await throughBareWorker(endpoint.url),
  };
  try {
    const ways: Record<string, Way> = { direct: direct(endpoint.url), ...hosted };
    const figures: Record<string, Record<number, RelayFigures>> = {};
    // What is compiled on the way is not what a server in use costs.
    for (const way of Object.values(ways)) await inTime(measure(way, 50));
    for (const streams of streamCounts) {
      // In turn: what else the machine does meets every way alike.
      const runs: Record<string, RelayFigures[]> = {};
      for (let round = 0; round < rounds; round++) {
        for (const [name, way] of Object.entries(ways)) {
          const run = await inTime(measure(way, streams));
          if (run instanceof Error) {
            console.log(`${name} ${streams}: more than this machine can carry now (${run.message})`);
            continue;
          }
          runs[name] = [...(runs[name] ?? []), run];
          const load = loadavg()[0]?.toFixed(1);
          console.log(`${name} ${streams}: ${JSON.stringify(medianOf([run]))} load ${load}`);
        }
      }
      for (const [name, each] of Object.entries(runs)) {
        figures[name] = { ...figures[name], [streams]: medianOf(each) };
      }
    }
    return figures;
  } finally {
    await Promise.all(Object.values(hosted).map((way) => way.stop()));
    endpoint.stop();
  }
}

function inTime(run: Promise<RelayFigures>): Promise<RelayFigures | Error> {
  const late = sleep(runTimeoutMs, new Error("it falls behind"), { ref: false });
  return Promise.race([run, late]).catch((error: unknown) => (error instanceof Error ? error : new Error(`${error}`)));
}
