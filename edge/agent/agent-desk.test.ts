import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import type { AgentClientInput, AgentEvent, AgentServerFrame } from "../../shared/protocol/agent.ts";
import { agentClientSchema, agentServerSchema } from "../../shared/protocol/agent.ts";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { promptTexts } from "../../test/support/prompt-texts.ts";
import { followsScript, inWords, modelByFetch, type ScriptedModel } from "../../test/support/scripted-model.ts";
import { failOnUnhandledRejections } from "../../test/support/unhandled-rejections.ts";
import { createInference } from "../inference/inference.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import { AgentDesk } from "./agent-desk.ts";
import { agentDeskLimits } from "./limits.ts";
import type { RemoteTools } from "./mcp/remote-tools.ts";

failOnUnhandledRejections();

const texts = promptTexts();
const look = inWords({ tool: "read", arguments: { path: "a.ts" } });
const test = inWords({ tool: "run", arguments: { command: "npm test" } });

class Desk {
  readonly clock = new FakeClock();
  readonly model;
  readonly desk: AgentDesk;
  dial: Dial | undefined = openDial;
  readonly spent: string[] = [];

  constructor(model: ScriptedModel, hang = false, remote?: RemoteTools) {
    this.model = modelByFetch(model);
    const { endpoints } = readModelSettings({ GLASSHOUSE_MODEL_URL: this.model.address, GLASSHOUSE_MODEL_NAME: "m" });
    const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
      if (!hang || !init?.body) return this.model.fetch(url, init);
      return new Promise((_, reject) => {
        init.signal?.addEventListener("abort", () => {
          this.spent.push("aborted");
          reject(new Error("aborted"));
        });
      });
    };
    const inference = createInference({ clock: this.clock, endpoints, prompts: async () => texts, fetch });
    this.desk = new AgentDesk({ clock: this.clock, inference, remote });
  }

  connect(user = "ada"): Tab {
    return new Tab(this, user);
  }
}

/** A browser without hands: what it is told, and what it answers. */
class Tab {
  readonly frames: AgentServerFrame[] = [];
  readonly connection;

  constructor(desk: Desk, user: string) {
    this.connection = desk.desk.connect(
      {
        id: user,
        enter: async () => desk.dial,
        senderOf: () => ({ userId: user, payers: [] }),
      },
      (frame) => this.frames.push(v.parse(agentServerSchema, JSON.parse(JSON.stringify(frame)))),
    );
  }

  say(frame: AgentClientInput): boolean {
    return this.connection.receive(v.parse(agentClientSchema, JSON.parse(JSON.stringify(frame))));
  }

  start(more: Partial<Extract<AgentClientInput, { type: "agent-start" }>> = {}): this {
    const frame = {
      type: "agent-start",
      run: "r1",
      workspace: "w",
      request: "Fix it.",
      language: "en",
      edits: "ask",
    } as const;
    this.say({ ...frame, ...more });
    return this;
  }

  event<Kind extends AgentEvent["kind"]>(kind: Kind): Extract<AgentEvent, { kind: Kind }> | undefined {
    const isKind = (event: AgentEvent): event is Extract<AgentEvent, { kind: Kind }> => event.kind === kind;
    return this.frames
      .flatMap((frame) => (frame.type === "agent-event" ? frame.event : []))
      .filter(isKind)
      .at(-1);
  }

  get tool() {
    return this.frames.filter((frame) => frame.type === "agent-tool").at(-1);
  }

  async until<Value>(look: () => Value | undefined): Promise<Value> {
    return vi.waitFor(() => {
      const found = look();
      if (found === undefined) throw new Error(`nothing came: ${JSON.stringify(this.frames.at(-1))}`);
      return found;
    });
  }

  result(call: string, text = "let a;"): boolean {
    return this.say({ type: "agent-result", run: "r1", call, result: { ok: true, text } });
  }

  steps(): number[] {
    return this.frames.flatMap((frame) =>
      frame.type === "agent-event" && frame.event.kind === "step" ? frame.event.index : [],
    );
  }
}

describe("a run at the edge", () => {
  it("[AG1] tells each step, has tools carried out by the browser, and ends once", async () => {
    const desk = new Desk(followsScript(look, "All is well."));
    const tab = desk.connect().start();
    const tool = await tab.until(() => tab.tool);
    expect(tool).toEqual({
      type: "agent-tool",
      run: "r1",
      again: false,
      call: { id: "1.1", tool: "read", arguments: { path: "a.ts" } },
    });
    tab.result("1.1", "let answer;");
    expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "done", tokens: 30 });
    expect(tab.steps()).toEqual([0, 1, 2, 3, 4]);
    expect(desk.model.asked[1]?.messages.at(-1)?.content).toBe("<result>\nlet answer;\n</result>");
    expect(tab.frames.filter((frame) => frame.type === "agent-event" && frame.event.kind === "finished")).toHaveLength(
      1,
    );
  });

  it("[AG2] waits for a yes to exactly what is shown; another hash is of no use", async () => {
    const desk = new Desk(followsScript(test, "Done."));
    const tab = desk.connect().start();
    const asked = await tab.until(() => tab.event("approval"));
    expect(asked).toMatchObject({ effect: "run", call: { tool: "run", arguments: { command: "npm test" } } });
    expect(tab.say({ type: "agent-approve", run: "r1", hash: "0".repeat(64) })).toBe(false);
    expect(tab.result("1.1")).toBe(false);
    expect(tab.tool).toBeUndefined();
    expect(tab.say({ type: "agent-approve", run: "r1", hash: asked.hash })).toBe(true);
    expect((await tab.until(() => tab.tool)).call).toEqual(asked.call);
    expect(tab.say({ type: "agent-approve", run: "r1", hash: asked.hash })).toBe(false);
  });

  it("[AG2] goes on with another way where the answer is no", async () => {
    const desk = new Desk(followsScript(test, "It stays open."));
    const tab = desk.connect().start();
    const { hash } = await tab.until(() => tab.event("approval"));
    tab.say({ type: "agent-refuse", run: "r1", hash });
    expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "done" });
    expect(tab.tool).toBeUndefined();
  });

  it("[AG5] is one a person and workspace, and is nobody else's", async () => {
    const desk = new Desk(followsScript(look));
    const tab = desk.connect().start();
    await tab.until(() => tab.tool);
    expect(desk.connect().start({ run: "r2" }).event("finished")).toMatchObject({ reason: "busy" });
    const eve = desk.connect("eve");
    expect(eve.say({ type: "agent-result", run: "r1", call: "1.1", result: { ok: true, text: "" } })).toBe(false);
    eve.say({ type: "agent-stop", run: "r1" });
    expect(eve.event("finished")).toMatchObject({ reason: "lost" });
    expect(tab.event("finished")).toBeUndefined();
    tab.say({ type: "agent-stop", run: "r1" });
    await desk
      .connect()
      .start({ run: "r3" })
      .until(() => desk.model.asked[1]);
    for (const workspace of ["x", "y"]) desk.connect().start({ run: workspace, workspace });
    expect(desk.connect().start({ run: "z", workspace: "z" }).event("finished")).toMatchObject({ reason: "busy" });
  });

  it("is told of and given the tools that it was ordered with alone", async () => {
    const desk = new Desk(followsScript(test, "Done."));
    const tab = desk.connect().start({ tools: ["read"] });
    expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "done" });
    expect(tab.event("approval")).toBeUndefined();
    const system = desk.model.asked[0]?.messages[0]?.content ?? "";
    expect([system.includes("- read {"), system.includes("- run {")]).toEqual([true, false]);
  });

  it("ends with the reason when no model answers", async () => {
    const desk = new Desk(() => {
      throw new Error("down");
    });
    const tab = desk.connect().start();
    // The gateway waits before it asks again.
    await vi.waitFor(() => {
      desk.clock.advance(200);
      expect(tab.event("finished")).toMatchObject({ reason: "failed" });
    });
  });
});

describe("a tool of another server", () => {
  const find = inWords({ tool: "remote", arguments: { server: "tickets", tool: "find", arguments: { text: "a" } } });

  it("is called by the edge, after a yes to exactly that", async () => {
    const called: unknown[] = [];
    const desk = new Desk(followsScript(find, "One ticket."), false, {
      describe: async () => [{ label: "tickets", text: "- find {text}" }],
      async call(...given) {
        called.push(given.slice(0, 3));
        return { ok: true, text: "one ticket", changes: [] };
      },
    });
    const tab = desk.connect().start();
    const { hash, effect, call } = await tab.until(() => tab.event("approval"));
    expect([effect, call.arguments, called]).toEqual([
      "remote",
      { server: "tickets", tool: "find", arguments: { text: "a" } },
      [],
    ]);
    tab.say({ type: "agent-approve", run: "r1", hash });
    expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "done" });
    expect(called).toEqual([["tickets", "find", { text: "a" }]]);
    expect(tab.tool).toBeUndefined();
    expect(JSON.stringify(desk.model.asked[0])).toContain("- find {text}");
  });

  it("[AG7] is never handed to a browser that comes back meanwhile", async () => {
    const desk = new Desk(followsScript(find), false, {
      describe: async () => [],
      call: () => new Promise(() => undefined),
    });
    const tab = desk.connect().start();
    const { hash } = await tab.until(() => tab.event("approval"));
    tab.say({ type: "agent-approve", run: "r1", hash });
    tab.connection.left();
    const back = desk.connect();
    back.say({ type: "agent-resume", run: "r1", from: 0 });
    expect([back.tool, back.steps().length]).toEqual([undefined, 4]);
  });

  it("is not there where the owner has named no server", async () => {
    const desk = new Desk(followsScript(find, "There is none."));
    const tab = desk.connect().start();
    expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "done" });
    expect(tab.event("approval")).toBeUndefined();
  });
});

describe("Stop", () => {
  it("[AG6] calls off the model's answer, a tool, and a question to the person, and tells so at once", async () => {
    const asking = new Desk(followsScript(""), true);
    const first = asking.connect().start();
    await vi.waitFor(() => expect(first.say({ type: "agent-stop", run: "r1" })).toBe(true));
    expect(first.event("finished")).toMatchObject({ reason: "stopped" });
    for (const answer of [look, test]) {
      const desk = new Desk(followsScript(answer));
      const tab = desk.connect().start();
      await tab.until(() => tab.tool ?? tab.event("approval"));
      tab.say({ type: "agent-stop", run: "r1" });
      expect(tab.event("finished")).toMatchObject({ reason: "stopped" });
      // What comes after it changes nothing.
      tab.result("1.1");
      expect(tab.frames.at(-1)).toMatchObject({ event: { kind: "finished" } });
      expect(desk.model.asked).toHaveLength(1);
    }
  });

  it("[AG6] reaches the request at the model", async () => {
    const desk = new Desk(followsScript(""), true);
    const tab = desk.connect().start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    tab.say({ type: "agent-stop", run: "r1" });
    await vi.waitFor(() => expect(desk.spent).toEqual(["aborted"]));
  });
});

describe("a connection that is lost", () => {
  it("[AG7] is waited for: the browser goes on from the step that it knows, and the tool is handed over again", async () => {
    const desk = new Desk(followsScript(look, "Done."));
    const tab = desk.connect().start();
    await tab.until(() => tab.tool);
    tab.connection.left();
    desk.clock.advance(agentDeskLimits.graceMs - 1);
    const back = desk.connect();
    back.say({ type: "agent-resume", run: "r1", from: 1 });
    expect(back.steps()).toEqual([1]);
    expect(back.tool).toMatchObject({ again: true, call: { id: "1.1" } });
    back.result("1.1");
    expect(await back.until(() => back.event("finished"))).toMatchObject({ reason: "done" });
    // Who comes later learns the end too.
    const late = desk.connect();
    late.say({ type: "agent-resume", run: "r1", from: 0 });
    expect(late.event("finished")).toMatchObject({ reason: "done" });
    expect(late.steps()).toEqual([0, 1, 2, 3, 4]);
  });

  it("[AG7] that does not come back ends the run, and says so later", async () => {
    const desk = new Desk(followsScript(look));
    const tab = desk.connect().start();
    await tab.until(() => tab.tool);
    tab.connection.left();
    desk.clock.advance(agentDeskLimits.graceMs);
    const back = desk.connect();
    back.say({ type: "agent-resume", run: "r1", from: 2 });
    expect(back.event("finished")).toMatchObject({ reason: "lost", message: "The browser did not come back." });
    desk.clock.advance(agentDeskLimits.keepEndedMs);
    const later = desk.connect();
    later.say({ type: "agent-resume", run: "r1", from: 0 });
    expect(later.event("finished")).toMatchObject({ reason: "lost" });
    expect(later.steps()).toEqual([]);
  });

  it("[AG7] while a person is asked: who comes back is asked again", async () => {
    const desk = new Desk(followsScript(test));
    const tab = desk.connect().start();
    const asked = await tab.until(() => tab.event("approval"));
    tab.connection.left();
    const back = desk.connect();
    back.say({ type: "agent-resume", run: "r1", from: 3 });
    expect(back.event("approval")).toEqual(asked);
  });

  it("[AG7] another tab takes the run over, and the first hears so", async () => {
    const desk = new Desk(followsScript(test));
    const tab = desk.connect().start();
    await tab.until(() => tab.event("approval"));
    const other = desk.connect();
    other.say({ type: "agent-resume", run: "r1", from: 0 });
    expect(tab.event("moved")).toBeDefined();
    tab.connection.left();
    desk.clock.advance(agentDeskLimits.graceMs);
    expect(other.event("finished")).toBeUndefined();
  });
});

describe("who may have an agent", () => {
  const without: Dial = { ...openDial, allowed: ["explain", "edit"] };

  it("[AG8] a role or dial that forbids it refuses the start, and ends a run at its next step", async () => {
    for (const dial of [undefined, without]) {
      const refused = new Desk(followsScript(look));
      refused.dial = dial;
      const tab = refused.connect().start();
      expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "forbidden" });
      expect(refused.model.asked).toEqual([]);
      const ended = new Desk(followsScript(look));
      const other = ended.connect().start();
      await other.until(() => other.tool);
      ended.dial = dial;
      other.result("1.1");
      expect(await other.until(() => other.event("finished"))).toMatchObject({ reason: "forbidden" });
      expect(ended.model.asked).toHaveLength(1);
    }
  });

  it("[AG8] an approval given after the dial was turned executes nothing", async () => {
    const desk = new Desk(followsScript(test));
    const tab = desk.connect().start();
    const { hash } = await tab.until(() => tab.event("approval"));
    desk.dial = without;
    tab.say({ type: "agent-approve", run: "r1", hash });
    expect(await tab.until(() => tab.event("finished"))).toMatchObject({ reason: "forbidden" });
    expect(tab.tool).toBeUndefined();
  });

  it("[AG8] files that the dial keeps the agent out of are neither handed over nor sent along", async () => {
    const desk = new Desk(followsScript(inWords({ tool: "read", arguments: { path: "exam/one.ts" } }), "Done."));
    desk.dial = { ...openDial, rules: [{ pattern: "exam/", allowed: ["explain"] }] };
    const context = [
      { label: "exam/two.ts", path: "exam/two.ts", text: "answer 42" },
      { label: "b.ts", path: "b.ts", text: "other 7" },
    ];
    const tab = desk.connect().start({ context });
    await tab.until(() => tab.event("finished"));
    expect(tab.tool).toBeUndefined();
    const asked = JSON.stringify(desk.model.asked);
    expect([asked.includes("other 7"), asked.includes("answer 42"), asked.includes("(dial)")]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
