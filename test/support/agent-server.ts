/** The edge's side of the agent and pages of a browser in one process: the real session, desk, gateway and hands over a line that can be cut. */
import { AgentDesk } from "../../edge/agent/agent-desk.ts";
import { systemClock } from "../../edge/hosts/platform.ts";
import { createInference } from "../../edge/inference/inference.ts";
import { readModelSettings } from "../../edge/inference/model-settings.ts";
import type { Clock, Fetch } from "../../edge/ports.ts";
import { openAssistantSocket } from "../../edge/rooms/assistant-socket.ts";
import type { AccessRole } from "../../shared/access/can.ts";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import { type Agent, type AgentView, createAgent } from "../../web/assistant/agent/agent.ts";
import { type Checkpoint, emptyCheckpoint } from "../../web/assistant/agent/checkpoint.ts";
import type { HeldRun, KeptRuns } from "../../web/assistant/agent/kept-runs.ts";
import type { Socket } from "../../web/assistant/assistant-socket.ts";
import type { AgentProject } from "./agent-project.ts";
import { promptTexts } from "./prompt-texts.ts";

export const agentWorkspace = "0".repeat(26);
const texts = promptTexts();

/** What a server still waits for minutes later keeps no test and no bench alive. */
const patientClock: Clock = {
  ...systemClock,
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

export interface AgentServerOptions {
  fetch: Fetch;
  clock?: Clock;
  /** More of the endpoint's entry. */
  entry?: object;
}

export class AgentServer {
  dial: Dial = openDial;
  role: AccessRole = "owner";
  readonly clock: Clock;
  readonly #desk: AgentDesk;
  readonly #inference;

  constructor({ fetch, clock = patientClock, entry = {} }: AgentServerOptions) {
    this.clock = clock;
    const models = [{ name: "m", endpoint: "http://model.test", ...entry }];
    const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(models) });
    this.#inference = createInference({ clock, endpoints, prompts: async () => texts, fetch });
    this.#desk = new AgentDesk({ clock, inference: this.#inference });
  }

  /** A page of the browser with this project; `kept` is what the page before it left. */
  page(project: AgentProject, kept: KeptRuns = memoryKeptRuns()): AgentPage {
    return new AgentPage(this, project, kept);
  }

  /** One connection of Ada's. */
  connect(line: { send(text: string): void; close(code: number, reason: string): void }) {
    const { clock } = this;
    const workspaces = { accessOf: async () => this.role, dialOf: async () => this.dial };
    const ports = { clock, inference: this.#inference, agents: this.#desk, workspaces };
    return openAssistantSocket(
      ports,
      { id: "ada", guest: false, address: "203.0.113.7" },
      {
        send: (data) => line.send(String(data)),
        close: line.close,
      },
    );
  }
}

export class AgentPage {
  readonly agent: Agent;
  readonly kept: KeptRuns;
  /** All that the page sent and got. */
  readonly wire: string[] = [];
  #cuts: (() => void)[] = [];
  #say: (frame: string) => void = () => undefined;
  #hear: (frame: string) => void = () => undefined;

  constructor(server: AgentServer, project: AgentProject, kept: KeptRuns) {
    this.kept = kept;
    let runs = 0;
    this.agent = createAgent({
      workspace: agentWorkspace,
      hands: project.ports,
      kept,
      newRun: () => `run-${++runs}-${Math.random()}`,
      socket: {
        connect: () => this.#connect(server),
        after(delayMs, task) {
          const timer = setTimeout(task, Math.min(delayMs, 20));
          return () => clearTimeout(timer);
        },
      },
    });
  }

  get view() {
    return this.agent.view.getState();
  }

  /** The line breaks, as in a tunnel; the page connects anew by itself. */
  cut(): void {
    for (const cut of this.#cuts) cut();
  }

  /** Says something that no page of ours would, on the page's own connection. */
  inject(frame: object): void {
    this.#say(JSON.stringify(frame));
  }

  /** The page gets a frame once more, or one that no server of ours would send. */
  repeat(frame: string): void {
    this.#hear(frame);
  }

  /** Resolves when a person is asked, or the run is over. */
  decision(): Promise<AgentView> {
    return new Promise((resolve) => {
      const look = (view: AgentView | undefined) => {
        if (view?.state !== "asking" && view?.state !== "finished") return;
        stop();
        resolve(view);
      };
      const stop = this.agent.view.subscribe((view) => look(view));
      look(this.view);
    });
  }

  /** The page goes away without a word. */
  leave(): void {
    this.agent.dispose();
    this.cut();
  }

  #connect(server: AgentServer): Socket {
    const socket: Socket = { onOpen() {}, onMessage() {}, onClose() {}, send() {}, close() {} };
    let isOpen = true;
    // As on a network, nothing arrives within the call that sends it.
    const later = (task: () => void) => queueMicrotask(() => isOpen && task());
    const end = () => {
      if (!isOpen) return;
      isOpen = false;
      owner.left();
      this.#cuts = this.#cuts.filter((other) => other !== end);
      queueMicrotask(() => socket.onClose(1006, ""));
    };
    const owner = server.connect({
      send: (text) => {
        this.wire.push(text);
        later(() => socket.onMessage(text));
      },
      close: end,
    });
    socket.send = (text) => {
      this.wire.push(text);
      later(() => owner.receive(text));
    };
    this.#say = socket.send;
    this.#hear = (frame) => socket.onMessage(frame);
    socket.close = end;
    this.#cuts.push(end);
    later(() => socket.onOpen());
    return socket;
  }
}

export function memoryKeptRuns(): KeptRuns {
  let held: HeldRun | undefined;
  const checkpoints = new Map<string, Checkpoint>();
  return {
    held: () => held,
    hold(run) {
      held = run;
    },
    checkpoint: async (run) => checkpoints.get(run) ?? emptyCheckpoint,
    keepCheckpoint: async (run, checkpoint) => void checkpoints.set(run, checkpoint),
  };
}
