/** The runs of one process, or of one user's object: who may start, hold and end which. */

import { toolNames } from "../../shared/agent/loop/tools.ts";
import type { EndReason } from "../../shared/agent/loop/transcript.ts";
import { assertNever } from "../../shared/lib/assert-never.ts";
import type { AgentClientFrame, AgentServerFrame } from "../../shared/protocol/agent.ts";
import { type AgentPerson, AgentRun, type AgentRunPorts, type Listener } from "./agent-run.ts";
import { agentDeskLimits } from "./limits.ts";

type StartFrame = Extract<AgentClientFrame, { type: "agent-start" }>;

/** One connection's side of the desk. */
export interface AgentConnection {
  /** False for a frame that fits nothing, such as an approval of something that is not asked. */
  receive(frame: AgentClientFrame): boolean;
  /** The connection is gone. */
  left(): void;
}

export class AgentDesk {
  private readonly ports: AgentRunPorts;
  /** By person and the run's name; ended ones stay a while. */
  private readonly runs = new Map<string, AgentRun>();
  /** By person and workspace: one at a time. */
  private readonly busy = new Map<string, AgentRun>();

  constructor(ports: AgentRunPorts) {
    this.ports = ports;
  }

  connect(person: AgentPerson, send: (frame: AgentServerFrame) => void): AgentConnection {
    const listener: Listener = (frame) => send(frame);
    return {
      receive: (frame) => this.receive(person, listener, frame),
      left: () => {
        for (const run of this.runs.values()) run.detach(listener);
      },
    };
  }

  private receive(person: AgentPerson, listener: Listener, frame: AgentClientFrame): boolean {
    if (frame.type === "agent-start") {
      this.start(person, listener, frame);
      return true;
    }
    const run = this.runs.get(keyOf(person, frame.run));
    if (!run) {
      const isKnown = frame.type === "agent-resume" || frame.type === "agent-stop";
      if (isKnown) finish(listener, frame.run, "lost", "The server knows nothing of this run any more.");
      return isKnown;
    }
    switch (frame.type) {
      case "agent-resume":
        run.attach(listener, frame.from);
        return true;
      case "agent-stop":
        return run.tell({ type: "stop" }) || run.isOver;
      case "agent-approve":
        return run.tell({ type: "approve", hash: frame.hash });
      case "agent-refuse":
        return run.tell({ type: "refuse", hash: frame.hash });
      case "agent-result":
        return run.tell({ type: "result", call: frame.call, result: frame.result }) || run.isOver;
      default:
        return assertNever(frame);
    }
  }

  private start(person: AgentPerson, listener: Listener, frame: StartFrame): void {
    const { run: id, workspace, request, language, edits, model, tools, context } = frame;
    const key = keyOf(person, id);
    const place = keyOf(person, workspace);
    const refuse = (message: string) => finish(listener, id, "busy", message);
    if (this.busy.has(place) || this.runs.has(key)) return refuse("The agent is at work in this workspace already.");
    const own = [...this.busy.values()].filter((run) => run.person.id === person.id);
    if (own.length >= agentDeskLimits.maxRunsAPerson)
      return refuse("The agent is at work in other workspaces of yours.");
    const available = toolNames.filter((tool) => tool !== "remote" || this.ports.remote);
    const wanted = tools ? available.filter((tool) => tools.includes(tool)) : available;
    const order = { id, workspace, request, language, settings: { edits }, context, model, tools: wanted };
    const run = new AgentRun(this.ports, person, order, () => this.ended(key, place));
    // Before anything is waited for: a second start, a Stop and a lost connection find it.
    this.busy.set(place, run);
    this.runs.set(key, run);
    run.start(listener);
  }

  private ended(key: string, place: string): void {
    this.busy.delete(place);
    const forget = () => this.runs.delete(key);
    this.ports.clock.after(agentDeskLimits.keepEndedMs, forget);
    const over = [...this.runs].filter(([, run]) => run.isOver);
    for (const [old] of over.slice(0, Math.max(0, over.length - agentDeskLimits.maxEndedRuns))) this.runs.delete(old);
  }
}

function finish(listener: Listener, run: string, reason: EndReason, message: string): void {
  listener({ type: "agent-event", run, event: { kind: "finished", reason, message, tokens: 0 } });
}

function keyOf({ id }: AgentPerson, name: string): string {
  return JSON.stringify([id, name]);
}
