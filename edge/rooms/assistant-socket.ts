/** One assistant socket: its limits, who may ask it what and where, and the session behind it. */
import { can, type Operation } from "../../shared/access/can.ts";
import { type Dial, mayAssist, permissionsFor } from "../../shared/access/dial.ts";
import { taskRules } from "../../shared/agent/tasks.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import { isId } from "../../shared/workspace/ids.ts";
import type { AgentDesk } from "../agent/agent-desk.ts";
import type { AgentPerson } from "../agent/agent-run.ts";
import { createAssistantSession } from "../inference/assistant-session.ts";
import type { Inference, InferenceEnd } from "../inference/inference.ts";
import type { Payer } from "../inference/ledger.ts";
import type { Sender } from "../inference/question.ts";
import { roomLimits } from "../limits.ts";
import type { Clock } from "../ports.ts";
import type { RoomSocket } from "../sync/socket.ts";
import { TokenBucket } from "../sync/token-bucket.ts";
import type { SocketOwner } from "./socket-owner.ts";
import type { Workspaces } from "./workspaces.ts";

export interface AssistantSocketPorts {
  inference: Inference;
  /** Where runs of the agent live, longer than a connection. */
  agents?: AgentDesk;
  workspaces: Pick<Workspaces, "accessOf" | "dialOf">;
  clock: Clock;
  /** Learns what the owner has changed of the models; where another process may have. */
  refreshModels?(): Promise<void>;
}

/** Who sits at the socket. */
export interface AssistantUser {
  id: string;
  guest: boolean;
  /** The peer's address: guests are cheap to make, their addresses are not. */
  address: string;
}

export function openAssistantSocket(ports: AssistantSocketPorts, user: AssistantUser, socket: RoomSocket): SocketOwner {
  const { clock, agents } = ports;
  const frames = new TokenBucket(wireLimits.maxFramesPerSecond, roomLimits.burstSeconds, clock.now());
  const bytes = new TokenBucket(wireLimits.maxBytesPerSecond, roomLimits.burstSeconds, clock.now());
  const session = createAssistantSession({
    clock,
    inference: guardInference(ports, user),
    ...(agents ? { agent: (send) => agents.connect(agentPerson(ports, user), send) } : {}),
    send: (text) => socket.send(text),
    closeSocket: (code, reason) => socket.close(code, reason),
  });
  const end = (code: number, reason: string): void => {
    session.close();
    socket.close(code, reason);
  };
  return {
    receive(data) {
      if (typeof data !== "string") end(closeCodes.badFrame, "This socket carries text frames only.");
      else if (data.length > wireLimits.maxFrameBytes) end(closeCodes.tooLarge, "A frame holds at most 1 MiB.");
      else if (!frames.take(1, clock.now()) || !bytes.take(data.length, clock.now()))
        end(closeCodes.rate, "Too many frames.");
      else session.receive(data);
    },
    left: () => session.close(),
  };
}

/** Only for workspaces that the user may use the assistant in, and for files that the workspace's dial allows. */
function guardInference(ports: AssistantSocketPorts, user: AssistantUser): Inference {
  const { inference } = ports;
  const enter = (workspace: string, operation: Operation) => enterWorkspace(ports, user, workspace, operation);
  return {
    models: () => inference.models(),
    onModels: (listener) => inference.onModels?.(listener) ?? (() => undefined),
    async complete(request, signal, say) {
      const workspace = "workspace" in request && typeof request.workspace === "string" ? request.workspace : "";
      const dial = await enter(workspace, "complete");
      if (!dial) return notAllowed;
      // Files that the dial leaves out do not go along with others either.
      const context = request.context?.filter(({ path }) => mayAssist(dial, "complete", path)) ?? [];
      const allowed = permissionsFor(dial, request.path);
      return inference.complete({ ...request, context, dial: allowed, sender: senderOf(user, workspace) }, signal, say);
    },
    async ask(request, signal, say) {
      const { ask, workspace = "" } = request;
      const dial = await enter(workspace, ask.task === "agent" ? "agent" : "chat");
      if (!dial) return notAllowed;
      const { needs } = taskRules[ask.task];
      const context = ask.context.filter(({ path }) => path === undefined || mayAssist(dial, needs, path));
      const allowed = permissionsFor(dial, ask.subject?.path ?? "");
      const sender = senderOf(user, workspace);
      return inference.ask({ ...request, ask: { ...ask, context }, dial: allowed, sender }, signal, say);
    },
  };
}

/** The workspace's dial; undefined for those whose role forbids it. */
async function enterWorkspace(
  { workspaces, refreshModels }: AssistantSocketPorts,
  user: AssistantUser,
  workspace: string,
  operation: Operation,
): Promise<Dial | undefined> {
  if (!isId(workspace)) return undefined;
  const [access, dial] = await Promise.all([
    workspaces.accessOf(workspace, user.id),
    workspaces.dialOf(workspace),
    refreshModels?.(),
  ]);
  return can(access, operation) ? dial : undefined;
}

function agentPerson(ports: AssistantSocketPorts, user: AssistantUser): AgentPerson {
  return {
    id: user.id,
    enter: (workspace) => enterWorkspace(ports, user, workspace, "agent"),
    senderOf: (workspace) => senderOf(user, workspace),
  };
}

const notAllowed: InferenceEnd = {
  type: "failed",
  failure: { code: "forbidden", message: "Your role in this workspace does not allow the assistant." },
};

function senderOf({ id, guest, address }: AssistantUser, workspace: string): Sender {
  const own: Payer[] = guest
    ? [
        { kind: "guest", id },
        { kind: "address", id: address },
      ]
    : [{ kind: "user", id }];
  return { userId: id, payers: [...own, { kind: "workspace", id: workspace }] };
}
