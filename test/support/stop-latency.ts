/** How long Stop takes, at each point where a run can be: from the key to the end as the page shows it. */
import { AgentProject } from "./agent-project.ts";
import { AgentServer } from "./agent-server.ts";
import { startScriptedEndpoint } from "./scripted-endpoint.ts";
import { inWords } from "./scripted-model.ts";

export type StopPoint = "model" | "streaming" | "tool" | "approval";
export const stopPoints: readonly StopPoint[] = ["model", "streaming", "tool", "approval"];

/** Milliseconds of each round, over a real HTTP endpoint; throws when a run does not end as stopped or the request lives on. */
export async function stopLatencies(point: StopPoint, rounds: number): Promise<number[]> {
  const run = inWords({ tool: "run", arguments: { command: "sleep 1000" } });
  const endpoint = await startScriptedEndpoint({ pieces: [run] });
  if (point === "model") endpoint.script = { pieces: [], fault: "hang" };
  if (point === "streaming") endpoint.script = { pieces: [], fault: "endless" };
  const server = new AgentServer({ fetch: (url, init) => fetch(url, init), entry: { endpoint: endpoint.url } });
  const measured: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const project = new AgentProject({});
      project.program = () => ({});
      const page = server.page(project);
      const asked = endpoint.requests.length;
      page.agent.start({ request: "Work.", language: "en", edits: "ask" });
      if (point === "model") await until(() => endpoint.requests.length > asked);
      if (point === "streaming") await until(() => page.view?.saying !== "");
      if (point === "tool" || point === "approval") await page.decision();
      if (point === "tool") {
        page.agent.approve();
        await until(() => project.commands.length > 0);
      }
      const from = performance.now();
      page.agent.stop();
      const { end } = await page.decision();
      measured.push(performance.now() - from);
      if (end?.reason !== "stopped") throw new Error(`the run ended as ${end?.reason}`);
      if (point === "tool") await until(() => project.killed.length > 0);
      if (point === "model" || point === "streaming")
        await until(() => endpoint.requests.at(-1)?.abortedAfterMs !== undefined);
      page.leave();
    }
  } finally {
    await endpoint.close();
  }
  return measured;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited++) {
    if (waited > 5_000) throw new Error("what is waited for did not happen");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
