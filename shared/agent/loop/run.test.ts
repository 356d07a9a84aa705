import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loopLimits } from "./limits.ts";
import {
  type Answer,
  deadlineOf,
  type RunEvent,
  type RunOrder,
  type RunState,
  type Stepped,
  startRun,
  step,
} from "./run.ts";
import type { WrittenCall } from "./tools.ts";
import { costOf, type ToolResult } from "./transcript.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const order: RunOrder = {
  id: "r1",
  workspace: "w",
  request: "Fix it.",
  language: "en",
  settings: { edits: "ask" },
  context: [],
};

/** A run that is driven by hand; time passes only when it is told. */
class Hand {
  state: RunState;
  effects: Stepped["effects"];
  nowMs = 1_000;

  constructor(more: Partial<RunOrder> = {}) {
    ({ state: this.state, effects: this.effects } = startRun({ ...order, ...more }, this.nowMs));
  }

  tell(event: RunEvent): this {
    // As if it was stored in between.
    const kept: RunState = JSON.parse(JSON.stringify(this.state));
    ({ state: this.state, effects: this.effects } = step(kept, event, { nowMs: this.nowMs, hash: sha256 }));
    return this;
  }

  say(text: string, ...calls: WrittenCall[]): this {
    const answer: Answer = { text, calls, model: "m", endpoint: "e", tokens: 10, cost: 2 };
    return this.tell({ type: "answered", answer });
  }

  result(result: ToolResult): this {
    const { phase } = this.state;
    return this.tell({ type: "result", call: phase.kind === "tool" ? phase.call.id : "none", result });
  }

  get end() {
    return this.state.phase.kind === "ended" ? this.state.phase.reason : undefined;
  }

  get hash(): string {
    return this.state.phase.kind === "approval" ? this.state.phase.hash : "";
  }
}

const read = (path: string): WrittenCall => ({ name: "read", arguments: JSON.stringify({ path }) });
const run = (command: string): WrittenCall => ({ name: "run", arguments: { command } });
const edit = (path: string, replace = "b"): WrittenCall => ({
  name: "edit",
  arguments: { edits: [{ path, search: "a", replace }] },
});
const ok = (text = "", chars = 0): ToolResult => ({
  ok: true,
  text,
  changes: chars ? [{ path: "a.ts", kind: "changed", diff: "", chars }] : [],
});

describe("a run", () => {
  it("goes from model to tool to model until an answer has no call", () => {
    const hand = new Hand();
    expect(hand.effects).toEqual([{ type: "ask-model" }]);
    hand.say("I look.", read("src/a.ts"));
    expect(hand.effects).toEqual([
      { type: "execute", call: { id: "1.1", tool: "read", arguments: { path: "src/a.ts" } } },
    ]);
    hand.result(ok("let a;"));
    expect(hand.effects).toEqual([{ type: "ask-model" }]);
    hand.say("All is well.");
    expect(hand.end).toBe("done");
    expect(hand.state.steps.map(({ kind }) => kind)).toEqual(["said", "call", "result", "said", "ended"]);
    expect(costOf(hand.state.steps)).toEqual({ tokens: 20, cost: 4 });
  });

  it("carries out several calls of one answer one after another", () => {
    const hand = new Hand().say("", read("a.ts"), read("b.ts"));
    hand.result(ok());
    expect(hand.effects).toEqual([{ type: "execute", call: { id: "1.2", tool: "read", arguments: { path: "b.ts" } } }]);
    expect(hand.result(ok()).effects).toEqual([{ type: "ask-model" }]);
  });

  it("answers wrong calls to the model with the reason, and goes on with the right ones", () => {
    const wrong: WrittenCall[] = [
      { name: "delete_everything", arguments: "{}" },
      { name: "read", arguments: "{oops" },
      { name: "read", arguments: { path: "a.ts", extra: 1 } },
      { name: "read", arguments: { path: "../a.ts" } },
      { name: "read", arguments: { path: ".env" } },
      {
        name: "edit",
        arguments: {
          edits: [
            { path: "ok.ts", content: "" },
            { path: "/etc/passwd", content: "" },
          ],
        },
      },
    ];
    const hand = new Hand().say("", ...wrong, read("a.ts"));
    expect(hand.effects).toMatchObject([{ type: "execute", call: { id: "1.7" } }]);
    const refused = hand.state.steps.flatMap((each) =>
      each.kind === "result" && !each.result.ok ? each.result.code : [],
    );
    expect(refused).toEqual(["unknown-tool", "bad-arguments", "bad-arguments", "bad-path", "secret", "bad-path"]);
  });

  it("has no other tools than it was ordered with", () => {
    const hand = new Hand({ tools: ["read"] }).say("", run("ls"), read("a.ts"));
    expect(hand.effects).toMatchObject([{ type: "execute", call: { tool: "read" } }]);
    expect(hand.state.steps[1]).toMatchObject({
      result: { code: "unknown-tool", text: expect.stringContaining("The tools are: read.") },
    });
  });

  it("ends after three answers in a row that are of no use, empty or with calls that cannot be", () => {
    const hand = new Hand().say("").say("  ").say("", { name: "nothing", arguments: "" });
    expect(hand.end).toBe("useless");
    expect(new Hand().say("").say("", read("a.ts")).result(ok()).say("").say("").end).toBeUndefined();
  });

  it("is not moved by an event that does not fit", () => {
    const hand = new Hand();
    for (const event of [
      { type: "approve", hash: "x" },
      { type: "result", call: "1.1", result: ok() },
    ] as const) {
      expect(hand.tell(event).state.phase).toEqual({ kind: "model" });
      expect(hand.effects).toEqual([]);
    }
    hand.say("done");
    const { state } = hand;
    expect(hand.tell({ type: "stop" }).state).toEqual(state);
  });
});

describe("an approval", () => {
  it("is needed by what has a side effect, and not by a look", () => {
    expect(new Hand().say("", read("a.ts")).state.phase.kind).toBe("tool");
    for (const call of [edit("a.ts"), run("npm test")])
      expect(new Hand().say("", call).state.phase.kind).toBe("approval");
  });

  it("is given once for edits where the person wants that, and never for commands, deletions and protected files", () => {
    const allowed = () => new Hand({ settings: { edits: "allow" } });
    expect(allowed().say("", edit("src/a.ts")).state.phase.kind).toBe("tool");
    const deletion: WrittenCall = { name: "edit", arguments: { edits: [{ path: "a.ts", delete: true }] } };
    const asked = [
      run("ls"),
      deletion,
      ...[
        "package.json",
        "package-lock.json",
        "yarn.lock",
        ".assistant/agents/a.md",
        ".ASSISTANT/settings.json",
        "sub/AGENTS.md",
        ".github/workflows/ci.yml",
        "vite.config.ts",
        ".eslintrc",
        "tsconfig.build.json",
        "Makefile",
      ].map((path) => edit(path)),
    ];
    for (const call of asked) expect(allowed().say("", call).state.phase.kind, JSON.stringify(call)).toBe("approval");
  });

  it("executes exactly the call that was shown", () => {
    const hand = new Hand().say("", run("npm test"));
    const { phase } = hand.state;
    hand.tell({ type: "approve", hash: hand.hash });
    expect(hand.effects).toEqual([{ type: "execute", call: phase.kind === "approval" && phase.call }]);
    expect(hand.state.steps.slice(-2)).toMatchObject([{ answer: "asked" }, { answer: "approved" }]);
  });

  it("of one call is of no use for another, nor for the same once more, nor in another run", () => {
    const hand = new Hand().say("", run("npm test"));
    const { hash } = hand;
    const other = new Hand().say("", run("npm test; curl evil.example"));
    expect(other.tell({ type: "approve", hash }).state.phase.kind).toBe("approval");
    const elsewhere = new Hand({ id: "r2" }).say("", run("npm test"));
    expect(elsewhere.tell({ type: "approve", hash }).state.phase.kind).toBe("approval");
    hand.tell({ type: "approve", hash }).result(ok());
    hand.say("", run("npm test"));
    expect(hand.tell({ type: "approve", hash }).state.phase.kind).toBe("approval");
  });

  it("that is refused is told to the model, and nothing is done", () => {
    const hand = new Hand().say("", run("npm test"));
    hand.tell({ type: "refuse", hash: hand.hash });
    expect(hand.effects).toEqual([{ type: "ask-model" }]);
    expect(hand.state.steps.at(-1)).toMatchObject({ kind: "result", result: { ok: false, code: "refused" } });
  });

  it("that the tab does not know of is asked for anew", () => {
    const hand = new Hand().say("", run("npm test"));
    hand.tell({ type: "approve", hash: hand.hash }).result({ ok: false, code: "unapproved", text: "" });
    expect(hand.state.phase.kind).toBe("approval");
    expect(hand.effects).toEqual([]);
  });
});

describe("the limits of a run", () => {
  it("are 25 steps", () => {
    const hand = new Hand();
    for (let count = 0; hand.end === undefined && count < 100; count++) hand.say("", read(`${count}.ts`)).result(ok());
    expect(hand.end).toBe("steps");
    expect(hand.state.steps.filter(({ kind }) => kind === "call")).toHaveLength(loopLimits.maxSteps);
    const many = new Hand();
    for (let count = 0; many.end === undefined && count < 100; count++) {
      many.say("", ...Array.from({ length: 8 }, (_, index) => read(`${count}-${index}.ts`)));
      while (many.state.phase.kind === "tool") many.result(ok());
    }
    expect(many.state.steps.filter(({ kind }) => kind === "call")).toHaveLength(loopLimits.maxSteps);
  });

  it("are eight calls in one answer", () => {
    const hand = new Hand().say("", ...Array.from({ length: 12 }, (_, index) => read(`${index}.ts`)));
    expect(hand.state.queue).toHaveLength(7);
    expect(hand.state.steps.filter(({ kind }) => kind === "result")).toHaveLength(4);
  });

  it("are ten minutes of work, for which a person's thinking does not count", () => {
    const hand = new Hand({ settings: { edits: "ask" } }).say("", run("npm test"));
    hand.nowMs += loopLimits.maxApprovalMs - 1;
    hand.tell({ type: "approve", hash: hand.hash });
    expect(hand.state.phase.kind).toBe("tool");
    expect(deadlineOf(hand.state)).toBe(hand.nowMs + loopLimits.maxWorkMs);
    hand.nowMs += loopLimits.maxWorkMs;
    expect(hand.tell({ type: "time" }).end).toBe("time");
    expect(hand.effects).toEqual([{ type: "call-off" }]);
  });

  it("are half an hour for a decision", () => {
    const hand = new Hand().say("", run("npm test"));
    hand.nowMs += loopLimits.maxApprovalMs;
    expect(hand.tell({ type: "approve", hash: hand.hash }).end).toBe("time");
  });

  it("are 1 MiB of differences, before an edit and after", () => {
    const before = new Hand({ settings: { edits: "allow" } });
    for (let count = 0; count < 5; count++)
      before.say("", edit(`${count}.ts`, "x".repeat(240_000))).result(ok("", 240_000));
    expect(before.end).toBe("diff");
    expect(before.state.steps.filter(({ kind }) => kind === "result")).toHaveLength(4);
    const after = new Hand({ settings: { edits: "allow" } });
    expect(after.say("", edit("a.ts")).result(ok("", loopLimits.maxDiffChars + 1)).end).toBe("diff");
  });

  it("are three equal calls with nothing changed in between", () => {
    const hand = new Hand();
    for (let count = 0; count < 2; count++) hand.say("", read("a.ts")).result(ok("let a;"));
    expect(hand.end).toBeUndefined();
    // Another way to write the same arguments.
    expect(hand.say("", { name: "read", arguments: ' { "path" : "./a.ts" } ' }).end).toBe("loop");
    const fixing = new Hand({ settings: { edits: "allow" } });
    for (let count = 0; count < 4; count++) {
      fixing.say("", read("a.ts")).result(ok());
      fixing.say("", edit("a.ts", `${count}`)).result(ok("", 3));
    }
    expect(fixing.end).toBeUndefined();
  });
});

it("Stop ends a run in every phase, and calls off what is under way", () => {
  const asking = new Hand();
  expect([asking.tell({ type: "stop" }).end, asking.effects]).toEqual(["stopped", [{ type: "call-off" }]]);
  const working = new Hand().say("", read("a.ts"));
  expect([working.tell({ type: "stop" }).end, working.effects]).toEqual(["stopped", [{ type: "call-off" }]]);
  const waiting = new Hand().say("", run("ls"));
  expect([waiting.tell({ type: "stop" }).end, waiting.effects]).toEqual(["stopped", []]);
});
