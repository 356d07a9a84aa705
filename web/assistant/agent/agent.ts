/** The agent as a panel sees it: one run at a time in this tab, followed over the assistant socket and carried out by the hands. */
import * as v from "valibot";
import { createStore } from "zustand/vanilla";
import { rulesFor } from "../../../shared/agent/custom/rules.ts";
import type { Effect } from "../../../shared/agent/loop/approval.ts";
import { loopLimits } from "../../../shared/agent/loop/limits.ts";
import type { ToolCall, ToolName } from "../../../shared/agent/loop/tools.ts";
import { costOf, type EndReason, type Step } from "../../../shared/agent/loop/transcript.ts";
import { assertNever } from "../../../shared/lib/assert-never.ts";
import {
  type AgentClientInput,
  type AgentEvent,
  type AgentServerFrame,
  agentServerSchema,
} from "../../../shared/protocol/agent.ts";
import type { ReadonlyStore } from "../../sync/session.ts";
import { AssistantSocket, type AssistantSocketPorts } from "../assistant-socket.ts";
import { Hands, type HandsPorts, type Undone } from "./hands.ts";
import type { HeldRun, KeptRuns } from "./kept-runs.ts";
import { readCustoms } from "./project-customs.ts";

export interface AgentOptions {
  workspace: string;
  hands: HandsPorts;
  kept: KeptRuns;
  socket: AssistantSocketPorts;
  /** A name that no other run has. */
  newRun(): string;
}

export interface AgentOrder {
  request: string;
  language: "en" | "zh-CN";
  /** Whether edits of plain files need a yes each. */
  edits: "ask" | "allow";
  model?: string;
  /** Those of an agent that the project defines (`shared/agent/custom`); all when left out. */
  tools?: readonly ToolName[];
  /** What helps, the most helpful first; the rules of the project for these files come before it by themselves. */
  context?: Extract<AgentClientInput, { type: "agent-start" }>["context"];
}

/** The run that is shown. */
export interface AgentView {
  run: string;
  request: string;
  /** `connecting`: the connection is lost or not there yet; what waits for it goes on by itself. */
  state: "connecting" | "working" | "asking" | "stopping" | "finished" | "moved";
  steps: readonly Step[];
  /** Of the answer under way. */
  saying: string;
  /** What the person must say yes or no to. */
  approval: { call: ToolCall; effect: Effect; hash: string } | undefined;
  end: { reason: EndReason; message: string } | undefined;
  tokens: number;
  /** Undefined where no model has a price. */
  cost: number | undefined;
  canUndo: boolean;
  undone: Undone | undefined;
}

export interface Agent {
  /** Undefined before the first run of this tab. */
  view: ReadonlyStore<AgentView | undefined>;
  /** False while a run is at work. */
  start(order: AgentOrder): boolean;
  /** Yes to what is asked, and to nothing else. */
  approve(): void;
  refuse(): void;
  stop(): void;
  /** Stops the run and takes back what it did to files. */
  undo(): Undone | undefined;
  /** The run as JSON, for a file. */
  transcript(): string;
  dispose(): void;
}

/** Goes on with the run that this tab held before a reload. */
export function createAgent(options: AgentOptions): Agent {
  return new TabAgent(options);
}

class TabAgent implements Agent {
  readonly view = createStore<AgentView | undefined>(() => undefined);
  readonly #options: AgentOptions;
  #socket: AssistantSocket | undefined;
  #isConnected = false;
  #hands: Hands | undefined;
  /** Sent with the next connection. */
  #starting: AgentClientInput | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    const held = options.kept.held();
    if (held) void this.#goOn(held);
  }

  start({ request, language, edits, model, tools, context = [] }: AgentOrder): boolean {
    if (isAtWork(this.view.getState())) return false;
    const { workspace, newRun, kept } = this.#options;
    const run = newRun();
    this.#hold({ run, request, edits }, new Hands(this.#options.hands, this.#handsOptions({ run, request, edits })));
    kept.hold({ run, request, edits });
    const more = { ...(model === undefined ? {} : { model }), ...(tools ? { tools: [...tools] } : {}) };
    const rules = rulesFor(
      readCustoms(this.#options.hands).rules,
      context.flatMap(({ path }) => path ?? []),
    );
    const helps = [...rules, ...context].slice(0, loopLimits.maxPassages);
    this.#starting = { type: "agent-start", run, workspace, request, language, edits, context: helps, ...more };
    this.#connect();
    if (this.#isConnected) this.#greet();
    return true;
  }

  approve(): void {
    const view = this.view.getState();
    if (!view?.approval) return;
    const { hash } = view.approval;
    this.#hands?.approve(hash);
    this.#set({ approval: undefined, state: "working" });
    this.#send({ type: "agent-approve", run: view.run, hash });
  }

  refuse(): void {
    const view = this.view.getState();
    if (!view?.approval) return;
    this.#set({ approval: undefined, state: "working" });
    this.#send({ type: "agent-refuse", run: view.run, hash: view.approval.hash });
  }

  stop(): void {
    const view = this.view.getState();
    if (!isAtWork(view)) return;
    // The tool that is under way ends here, whatever the connection does.
    this.#hands?.stop();
    this.#starting = undefined;
    this.#set({ state: "stopping", approval: undefined });
    this.#send({ type: "agent-stop", run: view.run });
  }

  undo(): Undone | undefined {
    this.stop();
    const undone = this.#hands?.undo();
    if (undone) this.#set({ undone, canUndo: false });
    return undone;
  }

  transcript(): string {
    const view = this.view.getState();
    const { run, request, steps, tokens, cost } = view ?? { steps: [] };
    return `${JSON.stringify({ run, request, tokens, cost, steps }, null, 2)}\n`;
  }

  /** The run goes on at the edge for a while; whoever opens the workspace again in this tab goes on with it. */
  dispose(): void {
    this.#hands?.stop();
    this.#hands?.release();
    this.#socket?.dispose();
  }

  async #goOn(held: HeldRun): Promise<void> {
    this.#hold(held, undefined);
    const checkpoint = await this.#options.kept.checkpoint(held.run).catch(() => undefined);
    this.#hands = new Hands(this.#options.hands, { ...this.#handsOptions(held), checkpoint });
    this.#set({ canUndo: this.#hands.canUndo });
    this.#connect();
  }

  #handsOptions({ run, edits }: HeldRun) {
    return {
      run,
      settings: { edits },
      onCheckpoint: (checkpoint: Parameters<KeptRuns["keepCheckpoint"]>[1]) => {
        this.#set({ canUndo: checkpoint.files.length > 0 });
        // Where the browser keeps nothing, undo works until the next reload.
        this.#options.kept.keepCheckpoint(run, checkpoint).catch(() => undefined);
      },
    };
  }

  #hold({ run, request }: HeldRun, hands: Hands | undefined): void {
    this.#hands?.release();
    this.#hands = hands;
    const nothing = { steps: [], saying: "", approval: undefined, end: undefined, undone: undefined };
    this.view.setState(
      { run, request, state: "connecting", ...nothing, tokens: 0, cost: undefined, canUndo: false },
      true,
    );
  }

  #connect(): void {
    this.#socket ??= new AssistantSocket(this.#options.socket, {
      ready: () => {
        if (this.#isConnected) return;
        this.#isConnected = true;
        this.#greet();
      },
      frame: (frame) => {
        const parsed = v.safeParse(agentServerSchema, frame);
        if (parsed.success) this.#hear(parsed.output);
      },
      lost: (_reason, final) => {
        this.#isConnected = false;
        const view = this.view.getState();
        if (!isAtWork(view)) return;
        if (final) this.#finish("lost", "The server does not let this browser in any more.");
        else this.#set({ state: view.state === "stopping" ? "stopping" : "connecting" });
      },
    });
  }

  /** A new connection begins the run, or goes on with it, or ends it as was wished meanwhile. */
  #greet(): void {
    const view = this.view.getState();
    if (!isAtWork(view)) return;
    const { run, steps } = view;
    const isStopping = view.state === "stopping";
    this.#set({ state: isStopping ? "stopping" : "working", saying: "" });
    if (this.#starting) this.#send(this.#starting);
    else this.#send({ type: "agent-resume", run, from: steps.length });
    this.#starting = undefined;
    if (isStopping) this.#send({ type: "agent-stop", run });
  }

  #hear(frame: AgentServerFrame): void {
    const view = this.view.getState();
    if (!view || frame.run !== view.run) return;
    if (frame.type === "agent-event") this.#onEvent(view, frame.event);
    else void this.#execute(view.run, frame.call, frame.again);
  }

  #onEvent(view: AgentView, event: AgentEvent): void {
    switch (event.kind) {
      case "step": {
        if (event.index !== view.steps.length) return;
        const steps = [...view.steps, event.step];
        this.#set({ steps, ...costOf(steps), ...(event.step.kind === "said" ? { saying: "" } : {}) });
        return;
      }
      case "delta":
        this.#set({ saying: view.saying + event.text });
        return;
      case "approval": {
        const { call, effect, hash } = event;
        if (view.state !== "stopping") this.#set({ state: "asking", approval: { call, effect, hash } });
        return;
      }
      case "finished":
        this.#finish(event.reason, event.message);
        return;
      case "moved":
        this.#hands?.stop();
        this.#options.kept.hold(undefined);
        this.#set({ state: "moved", approval: undefined });
        return;
      default:
        assertNever(event);
    }
  }

  async #execute(run: string, call: ToolCall, again: boolean): Promise<void> {
    const result = await this.#hands?.execute(call, again);
    if (result) this.#send({ type: "agent-result", run, call: call.id, result });
  }

  /** It stays held: after a reload it can still be looked at while the server knows it, and undone. */
  #finish(reason: EndReason, message: string): void {
    this.#hands?.finish();
    const view = this.view.getState();
    if (reason === "lost" && view && !view.steps.length && !view.canUndo) {
      this.#options.kept.hold(undefined);
      this.view.setState(undefined, true);
      return;
    }
    this.#set({ state: "finished", end: { reason, message }, approval: undefined, saying: "" });
  }

  #send(frame: AgentClientInput): void {
    // Without a connection the next one tells what is to be told.
    this.#socket?.send(frame);
  }

  #set(change: Partial<AgentView>): void {
    const view = this.view.getState();
    if (view) this.view.setState({ ...view, ...change }, true);
  }
}

function isAtWork(view: AgentView | undefined): view is AgentView {
  return view !== undefined && view.state !== "finished" && view.state !== "moved";
}
