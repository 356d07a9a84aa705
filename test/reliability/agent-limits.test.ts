/** [35] What a run may do at most, whatever the model wants; and how fast Stop is. */
import { afterAll, describe, expect, it } from "vitest";
import { agentDeskLimits } from "../../edge/agent/limits.ts";
import { loopLimits } from "../../shared/agent/loop/limits.ts";
import { AgentProject } from "../support/agent-project.ts";
import { type AgentPage, AgentServer } from "../support/agent-server.ts";
import { FakeClock } from "../support/edge-fakes.ts";
import { writeReport } from "../support/report.ts";
import { inWords, modelByFetch, type ScriptedModel } from "../support/scripted-model.ts";
import { stopLatencies, stopPoints } from "../support/stop-latency.ts";
import { failOnUnhandledRejections } from "../support/unhandled-rejections.ts";

failOnUnhandledRejections();

const figures: Record<string, unknown> = {};
afterAll(() => writeReport("agent-limits", figures));

const files = { "a.ts": "0\n", "b.ts": "two\n" };
let turn = 0;
/** A new answer each time, for ever. */
const endless =
  (answer: (turn: number) => string): ScriptedModel =>
  () =>
    answer(turn++);
const write = (path: string, content: string) => inWords({ tool: "edit", arguments: { edits: [{ path, content }] } });

function begin(model: ScriptedModel, edits: "ask" | "allow" = "allow", clock?: FakeClock) {
  const { fetch, asked } = modelByFetch(model);
  const project = new AgentProject(files);
  const page = new AgentServer({ fetch, ...(clock ? { clock } : {}) }).page(project);
  page.agent.start({ request: "Go on.", language: "en", edits });
  return { project, page, asked };
}

async function endOf(page: AgentPage): Promise<string | undefined> {
  return (await page.decision()).end?.reason;
}

describe("a run", () => {
  it("ends after 25 steps, and can be undone as a whole", async () => {
    const { project, page, asked } = begin(endless((count) => write(`new-${count}.ts`, `${count}\n`)));
    expect(await endOf(page)).toBe("steps");
    expect(asked).toHaveLength(loopLimits.maxSteps);
    expect(Object.keys(project.texts())).toHaveLength(2 + loopLimits.maxSteps);
    page.agent.undo();
    expect(project.texts()).toEqual(files);
    page.leave();
  });

  it("ends before more than 1 MiB is changed", async () => {
    const { project, page } = begin(endless((count) => write(`big-${count}.txt`, `${count}\n`.repeat(30_000))));
    expect(await endOf(page)).toBe("diff");
    const written = Object.values(project.texts()).reduce((sum, text) => sum + text.length, 0);
    expect(written).toBeLessThan(loopLimits.maxDiffChars);
    page.agent.undo();
    expect(project.texts()).toEqual(files);
    page.leave();
  });

  it("ends when the model makes the same call for the third time", async () => {
    const { page } = begin(() => inWords({ tool: "read", arguments: { path: "a.ts" } }));
    expect(await endOf(page)).toBe("loop");
    page.leave();
  });

  it("ends after ten minutes of work", async () => {
    const clock = new FakeClock();
    const { page } = begin(
      endless((count) => {
        clock.advance(60_000);
        return inWords({ tool: "search", arguments: { text: `${count}` } });
      }),
      "allow",
      clock,
    );
    expect(await endOf(page)).toBe("time");
    expect(page.view?.steps.filter(({ kind }) => kind === "said").length).toBeLessThanOrEqual(10);
    page.leave();
  });

  it.each([
    ["../outside.ts"],
    ["/etc/passwd"],
    ["C:\\windows\\a.ts"],
    ["src/%2e%2e/%2e%2e/a.ts"],
    [".git/config"],
    [".env"],
    ["id_rsa"],
    ["a\u202e.ts"],
    ["con"],
  ])("never writes %s", async (path) => {
    let isFirst = true;
    const { project, page } = begin(() => {
      const answer = isFirst ? write(path, "x") : "It is done.";
      isFirst = false;
      return answer;
    });
    expect(await endOf(page)).toBe("done");
    expect(project.texts()).toEqual(files);
    expect(JSON.stringify(page.view?.steps)).toMatch(/bad-path|secret/);
    page.leave();
  });

  it.each([[".assistant/settings.json"], ["AGENTS.md"], ["package-lock.json"], ["pnpm-lock.yaml"], ["package.json"]])(
    "never writes %s without a yes, however it was started",
    async (path) => {
      const { project, page } = begin(endless((count) => write(path, `${count}`)));
      expect((await page.decision()).approval).toMatchObject({ effect: "protected" });
      page.agent.stop();
      expect(await endOf(page)).toBe("stopped");
      expect(project.texts()).toEqual(files);
      page.leave();
    },
  );

  it("that nobody comes back to ends", async () => {
    const clock = new FakeClock();
    const { fetch } = modelByFetch(() => inWords({ tool: "run", arguments: { command: "ls" } }));
    const server = new AgentServer({ fetch, clock });
    const project = new AgentProject(files);
    const page = server.page(project);
    page.agent.start({ request: "Go on.", language: "en", edits: "ask" });
    await page.decision();
    page.leave();
    clock.advance(agentDeskLimits.graceMs);
    const next = server.page(project, page.kept);
    expect(await endOf(next)).toBe("lost");
    next.leave();
  });
});

describe("Stop", () => {
  it.each(stopPoints)("ends a run while it waits for: %s", async (point) => {
    const measured = (await stopLatencies(point, 10)).sort((one, other) => one - other);
    expect(measured).toHaveLength(10);
    figures[`stop-${point}-p95Ms`] = measured.at(-1);
  });
});
