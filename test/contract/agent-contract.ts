/** What an edge promises of runs of the agent, whichever host runs it. */

import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDial } from "../../shared/access/dial.ts";
import { type AgentEvent, agentServerSchema } from "../../shared/protocol/agent.ts";
import { type EdgeHost, Visitor, type WireAssistant } from "../support/wire-client.ts";
import { ownerOf, type ReachableModel } from "./assistant-contract.ts";

export function describeAgent(name: string, host: () => EdgeHost, model: () => ReachableModel): void {
  describe(`${name}: runs of the agent`, () => agentContract(host, model));
}

function agentContract(host: () => EdgeHost, model: () => ReachableModel): void {
  beforeEach(async () => {
    const entry = { name: "Scripted", endpoint: `${model().address}/v1` };
    expect((await ownerOf(host()).ask("PUT", "/agent", { entry })).status).toBe(200);
  });
  afterEach(async () => {
    await ownerOf(host()).ask("DELETE", "/agent");
  });

  it("[AG2][AG3] asks the person for exactly one command, has it carried out, and is done", async () => {
    const { tab } = await startedBy(await Visitor.guest(host()));
    const { hash, call } = await eventOf(tab, "approval");
    expect(call).toMatchObject({ tool: "run", arguments: { command: "npm test" } });
    send(tab, { type: "agent-approve", run: "r", hash });
    const handed = await tab.until(({ type }) => type === "agent-tool");
    expect(handed).toMatchObject({ call, again: false });
    send(tab, { type: "agent-result", run: "r", call: call.id, result: { ok: true, text: "all green" } });
    expect(await eventOf(tab, "finished")).toMatchObject({ reason: "done" });
    tab.socket.close();
  });

  it("[AG7] is there for a browser that comes back on another connection", async () => {
    const ada = await Visitor.guest(host());
    const { tab } = await startedBy(ada);
    const { hash } = await eventOf(tab, "approval");
    tab.socket.close();
    const back = await ada.assistant();
    send(back, { type: "agent-resume", run: "r", from: 0 });
    expect(await eventOf(back, "approval")).toMatchObject({ hash });
    const stranger = await (await Visitor.guest(host())).assistant();
    send(stranger, { type: "agent-resume", run: "r", from: 0 });
    expect(await eventOf(stranger, "finished")).toMatchObject({ reason: "lost" });
    send(back, { type: "agent-refuse", run: "r", hash });
    expect(await eventOf(back, "finished")).toMatchObject({ reason: "done" });
    for (const each of [back, stranger]) each.socket.close();
  });

  it("[AG6] ends with Stop, and [AG8] when the dial takes the agent away", async () => {
    const ada = await Visitor.guest(host());
    const { tab, workspace } = await startedBy(ada);
    await eventOf(tab, "approval");
    send(tab, { type: "agent-stop", run: "r" });
    expect(await eventOf(tab, "finished")).toMatchObject({ reason: "stopped" });
    const dial = { ...openDial, allowed: ["explain", "edit"] };
    expect((await ada.request("PUT", `/api/workspaces/${workspace}/dial`, { dial })).status).toBe(200);
    const other = await ada.assistant();
    send(other, { ...start, run: "s", workspace });
    expect(await eventOf(other, "finished")).toMatchObject({ reason: "forbidden" });
    for (const each of [tab, other]) each.socket.close();
  });

  it("[AG8] is not for strangers to the workspace", async () => {
    const { workspace } = await startedBy(await Visitor.guest(host()));
    const stranger = await (await Visitor.guest(host())).assistant();
    send(stranger, { ...start, workspace });
    expect(await eventOf(stranger, "finished")).toMatchObject({ reason: "forbidden" });
  });
}

const start = { type: "agent-start", run: "r", request: "Run the tests.", language: "en", edits: "ask" };

async function startedBy(visitor: Visitor): Promise<{ tab: WireAssistant; workspace: string }> {
  const workspace = await visitor.createWorkspace();
  const tab = await visitor.assistant();
  send(tab, { ...start, workspace });
  return { tab, workspace };
}

function send(tab: WireAssistant, frame: object): void {
  tab.socket.send(JSON.stringify(frame));
}

async function eventOf<Kind extends AgentEvent["kind"]>(
  tab: WireAssistant,
  kind: Kind,
): Promise<Extract<AgentEvent, { kind: Kind }>> {
  let found: Extract<AgentEvent, { kind: Kind }> | undefined;
  const isKind = (event: AgentEvent): event is Extract<AgentEvent, { kind: Kind }> => event.kind === kind;
  await tab.until((frame) => {
    if (frame.type !== "agent-event") return false;
    const read = v.parse(agentServerSchema, frame);
    if (read.type !== "agent-event" || !isKind(read.event)) return false;
    found = read.event;
    return true;
  });
  if (!found) throw new Error(`no event ${kind}`);
  return found;
}
