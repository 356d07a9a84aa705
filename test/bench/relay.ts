/** `npm run bench -- relay`: what the edge adds to a streamed token, beside the straight way in the same run. */
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { measure, medianOf, type RelayFigures, type Way } from "./relay/measure.ts";
import { direct, startEndpoint, throughNode, throughWorkers } from "./relay/ways.ts";

const streamCounts = [1, 50, 200];
/** A way that is asked for more than two cores carry falls behind without end. */
const runTimeoutMs = 45_000;
const rounds = Number(process.env["ROUNDS"] ?? 3);

export async function bench(): Promise<object> {
  const endpoint = await startEndpoint();
  const [node, workerd] = await Promise.all([throughNode(endpoint.url), throughWorkers(endpoint.url)]);
  try {
    const ways: Record<string, Way> = { direct: direct(endpoint.url), node, workerd };
    const figures: Record<string, Record<number, RelayFigures>> = {};
    // What is compiled on the way is not what a server in use costs.
    for (const way of Object.values(ways)) await measure(way, 50);
    for (const streams of streamCounts) {
      // In turn: what else the machine does meets every way alike.
      const runs: Record<string, RelayFigures[]> = {};
      for (let round = 0; round < rounds; round++) {
        for (const [name, way] of Object.entries(ways)) {
          const run = await inTime(measure(way, streams));
          if (!run) {
            console.log(`${name} ${streams}: more than this machine can carry`);
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
    await Promise.all([node.stop(), workerd.stop()]);
    endpoint.stop();
  }
}

function inTime(run: Promise<RelayFigures>): Promise<RelayFigures | undefined> {
  const late = sleep(runTimeoutMs, undefined, { ref: false });
  return Promise.race([run, late]);
}
