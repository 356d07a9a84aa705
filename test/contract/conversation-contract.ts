/** What an edge promises about conversations with the assistant, whichever host runs it. */
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type Conversation, conversationSchema, type Turn } from "../../shared/chat/conversation.ts";
import { chatLimits } from "../../shared/chat/limits.ts";
import { type EdgeHost, Visitor } from "../support/wire-client.ts";

const one = "a".repeat(26);
const two = "b".repeat(26);
const errorSchema = v.object({ error: v.object({ code: v.string() }) });

function conversation(title = "Why?", answer = "Because."): Conversation {
  const turn: Turn = {
    id: one,
    question: title,
    task: "chat",
    picks: [{ kind: "file", path: "src/a.ts" }],
    answer: { text: answer, state: "whole", source: "model", model: "m", endpoint: "e", tokens: 7, cost: 0.5 },
  };
  return { title, turns: [turn], shown: one };
}

const at = (workspace: string, id = "") => `/api/workspaces/${workspace}/conversations${id && `/${id}`}`;

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, v.parse(errorSchema, await response.json()).error.code];
}

async function listOf(visitor: Visitor, workspace: string): Promise<string[]> {
  const schema = v.object({ conversations: v.array(v.object({ title: v.string() })) });
  return (await visitor.json("GET", at(workspace), schema)).conversations.map(({ title }) => title);
}

const put = (visitor: Visitor, workspace: string, id: string, revision = 0, kept = conversation()) =>
  visitor.request("PUT", at(workspace, id), { revision, conversation: kept });

export function describeConversations(name: string, host: () => EdgeHost): void {
  describe(`${name}: conversations`, () => {
    keepingContract(host);
    privacyContract(host);
    refusalContract(host);
  });
}

function keepingContract(host: () => EdgeHost): void {
  it("keeps a guest's conversations: written, read, listed newest first, renamed, deleted", async () => {
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    expect(await (await put(ada, workspace, one)).json()).toEqual({ revision: 1 });
    const read = v.object({ revision: v.number(), conversation: conversationSchema });
    expect(await ada.json("GET", at(workspace, one), read)).toEqual({ revision: 1, conversation: conversation() });
    await put(ada, workspace, two, 0, conversation("Another"));
    await put(ada, workspace, one, 1, conversation("Why now?"));
    expect(new Set(await listOf(ada, workspace))).toEqual(new Set(["Why now?", "Another"]));
    expect((await ada.request("PATCH", at(workspace, two), { title: " Renamed " })).status).toBe(200);
    expect((await ada.json("GET", at(workspace, two), read)).conversation.title).toBe("Renamed");
    expect((await ada.request("DELETE", at(workspace, one))).status).toBe(200);
    expect(await listOf(ada, workspace)).toEqual(["Renamed"]);
    expect(await codeOf(await ada.request("GET", at(workspace, one)))).toEqual([404, "not-found"]);
  });

  it("a page that has not seen the newest writing does not overwrite it", async () => {
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    await put(ada, workspace, one);
    await put(ada, workspace, one, 1, conversation("Newer"));
    expect(await codeOf(await put(ada, workspace, one, 1, conversation("Older")))).toEqual([409, "conflict"]);
    expect(await codeOf(await put(ada, workspace, one, 0, conversation("New again")))).toEqual([409, "conflict"]);
    expect(await codeOf(await put(ada, workspace, two, 3))).toEqual([409, "conflict"]);
    expect(await listOf(ada, workspace)).toEqual(["Newer"]);
  });

  it("they go with their workspace", async () => {
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    await put(ada, workspace, one);
    await ada.request("DELETE", `/api/workspaces/${workspace}`);
    expect(await codeOf(await ada.request("GET", at(workspace)))).toEqual([404, "not-found"]);
    expect(await codeOf(await put(ada, workspace, two))).toEqual([404, "not-found"]);
  });
}

function privacyContract(host: () => EdgeHost): void {
  it("are their person's own: the owner of the workspace too reads none of a guest's", async () => {
    const [owner, guest] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const workspace = await owner.createWorkspace();
    await guest.redeem((await owner.createLink(workspace, "edit")).token);
    await put(guest, workspace, one, 0, conversation("Mine"));
    expect(await listOf(owner, workspace)).toEqual([]);
    const attempts = [
      owner.request("GET", at(workspace, one)),
      owner.request("PATCH", at(workspace, one), { title: "Yours" }),
      owner.request("DELETE", at(workspace, one)),
    ];
    expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual([404, 404, 404]);
    // The same id is another conversation for another person.
    expect((await put(owner, workspace, one, 0, conversation("Owner's"))).status).toBe(200);
    expect(await listOf(guest, workspace)).toEqual(["Mine"]);
  });

  it("a view link, a stranger and nobody have none", async () => {
    const [owner, viewer, stranger] = [
      await Visitor.guest(host()),
      await Visitor.guest(host()),
      await Visitor.guest(host()),
    ];
    const workspace = await owner.createWorkspace();
    await viewer.redeem((await owner.createLink(workspace, "view")).token);
    for (const [visitor, expected] of [
      [viewer, [403, "forbidden"]],
      [stranger, [404, "not-found"]],
      [new Visitor(host()), [401, "unauthenticated"]],
    ] as const) {
      expect(await codeOf(await visitor.request("GET", at(workspace)))).toEqual(expected);
      expect(await codeOf(await put(visitor, workspace, one))).toEqual(expected);
    }
  });
}

function refusalContract(host: () => EdgeHost): void {
  it("refuses what is no conversation, what is too large, and ids that are none", async () => {
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    const send = (body: object, id = one) => ada.request("PUT", at(workspace, id), body);
    const good = { revision: 0, conversation: conversation() };
    for (const bad of [
      {},
      { ...good, revision: -1 },
      { ...good, extra: true },
      { ...good, conversation: { ...conversation(), turns: "none" } },
      { ...good, conversation: { ...conversation(), title: "x".repeat(chatLimits.maxTitleChars + 1) } },
    ]) {
      expect(await codeOf(await send(bad))).toEqual([400, "bad-request"]);
    }
    expect(await codeOf(await send(good, "short"))).toEqual([400, "bad-request"]);
    const long = { ...good, filler: "x".repeat(chatLimits.maxConversationBytes) };
    expect(await codeOf(await send(long))).toEqual([413, "too-large"]);
    expect(await codeOf(await ada.request("PATCH", at(workspace, one), { title: "" }))).toEqual([400, "bad-request"]);
    expect(await codeOf(await ada.request("PATCH", at(workspace, one), { title: "x" }))).toEqual([404, "not-found"]);
    expect(await codeOf(await ada.request("DELETE", at(workspace, one)))).toEqual([404, "not-found"]);
    expect(await listOf(ada, workspace)).toEqual([]);
  });

  it("keeps a conversation of 0.9 MB whole", async () => {
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    const ids = ["a", "b", "c", "d", "e", "f", "g"].map((letter) => letter.repeat(26));
    const turns = ids.flatMap((id) =>
      conversation("q", "x".repeat(chatLimits.maxAnswerChars)).turns.map((turn) => ({ ...turn, id })),
    );
    const large = { ...conversation(), turns };
    expect((await put(ada, workspace, one, 0, large)).status).toBe(200);
    const read = v.object({ conversation: conversationSchema });
    expect((await ada.json("GET", at(workspace, one), read)).conversation).toEqual(large);
  });
}
