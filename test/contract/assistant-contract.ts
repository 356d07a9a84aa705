/** What an edge promises of the assistant's socket and of a workspace's dial, whichever host runs it. */
import * as v from "valibot";
import { afterEach, describe, expect, it } from "vitest";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import { askedOf, tokensAnAnswer } from "../support/contract-model.ts";
import { adminToken } from "../support/contract-variables.ts";
import { type EdgeHost, Visitor } from "../support/wire-client.ts";

/** The contract's model server, as the host reaches it and as the test does. */
export interface ReachableModel {
  address: string;
  fetch(url: string): Promise<Response>;
}

export function describeAssistant(name: string, host: () => EdgeHost, model: () => ReachableModel): void {
  describe(`${name}: the dial of a workspace`, () => dialContract(host));
  describe(`${name}: the assistant's socket`, () => socketContract(host));
  describe(`${name}: the owner's models`, () => modelContract(host, model));
}

function socketContract(host: () => EdgeHost): void {
  it("greets and says that no model is connected", async () => {
    const ada = await Visitor.guest(host());
    expect((await ada.assistant()).frames[0]).toMatchObject({ type: "welcome", models: [] });
  });
}

function dialContract(host: () => EdgeHost): void {
  const noExam: Dial = { allowed: ["explain", "complete"], rules: [{ pattern: "exam/", allowed: [] }] };

  it("its owner turns it, everybody in the room hears it, and it is there after a restart", async () => {
    const [ada, viewer] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    await viewer.redeem((await ada.createLink(id, "view")).token);
    const peer = await (await viewer.open(id)).join();
    expect(peer.last("welcome")?.dial).toEqual(openDial);
    expect((await ada.request("PUT", `/api/workspaces/${id}/dial`, { dial: noExam })).status).toBe(200);
    await peer.until(() => peer.last("dial") !== undefined);
    expect(peer.last("dial")?.dial).toEqual(noExam);
    await host().restart();
    expect((await (await viewer.open(id)).join()).last("welcome")?.dial).toEqual(noExam);
  });

  it("nobody else turns it, and nothing else is a dial", async () => {
    const [ada, viewer, editor, stranger] = await Promise.all([1, 2, 3, 4].map(() => Visitor.guest(host())));
    if (!ada || !viewer || !editor || !stranger) throw new Error("no guests");
    const id = await ada.createWorkspace();
    await viewer.redeem((await ada.createLink(id, "view")).token);
    await editor.redeem((await ada.createLink(id, "edit")).token);
    const turn = async (who: Visitor, body: object): Promise<number> =>
      (await who.request("PUT", `/api/workspaces/${id}/dial`, body)).status;
    const tries = [viewer, editor, stranger, new Visitor(host())].map((who) => turn(who, { dial: openDial }));
    expect(await Promise.all(tries)).toEqual([403, 403, 404, 401]);
    for (const dial of [null, {}, { allowed: ["everything"], rules: [] }, { allowed: [] }, "off"]) {
      expect(await turn(ada, { dial })).toBe(400);
    }
    expect((await (await ada.open(id)).join()).last("welcome")?.dial).toEqual(openDial);
  });

  it("a completion that it takes away is refused on the assistant socket", async () => {
    const ada = await Visitor.guest(host());
    const id = await ada.createWorkspace();
    await ada.request("PUT", `/api/workspaces/${id}/dial`, { dial: noExam });
    const assistant = await ada.assistant();
    const codeFor = async (path: string): Promise<unknown> => {
      const answer = await assistant.complete({ workspace: id, path });
      return answer.type === "error" ? answer.code : answer.type;
    };
    expect([await codeFor("exam/one.ts"), await codeFor("/exam/../exam/one.ts"), await codeFor("src/a.ts")]).toEqual([
      "dial",
      "dial",
      "no-model",
    ]);
    await ada.request("DELETE", `/api/workspaces/${id}`);
    expect(await codeFor("src/a.ts")).toBe("forbidden");
  });
}

/** The installation's owner at the admin API. */
export function ownerOf(host: EdgeHost) {
  const ask = (method: string, path = "", body?: object): Promise<Response> =>
    host.fetch(`${host.ideOrigin}/api/admin/models${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminToken}`, Origin: host.ideOrigin },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return {
    ask,
    async status(): Promise<OwnersView> {
      return v.parse(ownersView, await (await ask("GET")).json());
    },
  };
}

const ownersView = v.object({
  endpoints: v.array(
    v.object({
      id: v.string(),
      keySet: v.boolean(),
      off: v.boolean(),
      spend: v.object({ outcomes: v.record(v.string(), v.number()), today: v.object({ tokens: v.number() }) }),
    }),
  ),
  quotas: v.object({ nearest: v.array(v.object({ kind: v.string(), id: v.string(), tokens: v.number() })) }),
});
type OwnersView = v.InferOutput<typeof ownersView>;

function modelContract(host: () => EdgeHost, model: () => ReachableModel): void {
  const entry = () => ({ name: "Scripted", endpoint: `${model().address}/v1` });
  afterEach(async () => {
    await ownerOf(host()).ask("DELETE", "/scripted");
  });

  it("[AS4] an endpoint added while pages are open is asked by their next request, with its key, and not after it is paused or removed", async () => {
    const owner = ownerOf(host());
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    const assistant = await ada.assistant();
    const ask = async () => {
      const answer = await assistant.complete({ workspace });
      return answer.type === "error" ? answer.code : answer.type;
    };
    expect(await ask()).toBe("no-model");
    expect((await owner.ask("PUT", "/scripted", { entry: entry(), key: "sk-contract" })).status).toBe(200);
    await assistant.until((frame) => frame.type === "models" && frame.models[0]?.id === "scripted");
    expect(await ask()).toBe("done");
    expect((await askedOf(model().fetch)).at(-1)).toMatchObject({
      path: "/v1/completions",
      authorization: "Bearer sk-contract",
    });
    const listed = await owner.ask("GET");
    expect(await listed.text()).not.toContain("sk-contract");
    await owner.ask("PUT", "/scripted/off", { off: true });
    expect(await ask()).toBe("no-model");
    await owner.ask("PUT", "/scripted/off", { off: false });
    expect(await ask()).toBe("done");
    await owner.ask("DELETE", "/scripted");
    expect(await ask()).toBe("no-model");
  });

  it("what the owner set survives the end of the server, its key too", async () => {
    const owner = ownerOf(host());
    await owner.ask("PUT", "/scripted", { entry: entry(), key: "sk-kept" });
    await host().restart();
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    expect(await (await ada.assistant()).complete({ workspace })).toMatchObject({ type: "done", model: "Scripted" });
    expect((await askedOf(model().fetch)).at(-1)).toMatchObject({ authorization: "Bearer sk-kept" });
  });

  it("the sockets of one person share a quota, those of two do not, and the owner sees the sum of all", async () => {
    const owner = ownerOf(host());
    await owner.ask("PUT", "/scripted", { entry: { ...entry(), name: "Sum" } });
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const workspace = await ada.createWorkspace();
    const [first, second] = [await ada.assistant(), await ada.assistant()];
    const ends = [
      await first.complete({ workspace }),
      await second.complete({ workspace }),
      await first.complete({ workspace }),
      await second.complete({ workspace }),
      await first.complete({ workspace }),
    ];
    expect(ends.map((end) => (end.type === "error" ? end.code : end.type))).toEqual([
      "done",
      "done",
      "done",
      "quota",
      "quota",
    ]);
    const own = await bob.createWorkspace();
    expect(await (await bob.assistant()).complete({ workspace: own })).toMatchObject({ type: "done" });
    const { endpoints } = await owner.status();
    expect(endpoints).toMatchObject([
      { id: "scripted", spend: { outcomes: { stop: 4 }, today: { tokens: 4 * tokensAnAnswer } } },
    ]);
    // Spent tokens are stored within seconds.
    const seen = async () => (await owner.status()).quotas.nearest.find(({ id }) => id === ada.userId)?.tokens;
    for (let tries = 0; tries < 40 && (await seen()) !== 3 * tokensAnAnswer; tries++)
      await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await seen()).toBe(3 * tokensAnAnswer);
  });

  it("the newest completion of one socket calls its older one off, and no other socket's", async () => {
    await ownerOf(host()).ask("PUT", "/scripted", { entry: { ...entry(), name: "Newest" } });
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    const [one, other] = [await ada.assistant(), await ada.assistant()];
    const ids = [one.ask({ workspace }), one.ask({ workspace })];
    const undisturbed = other.complete({ workspace });
    const ends = await Promise.all(ids.map((id) => one.until((frame) => frame.type === "done" && frame.id === id)));
    expect(ends).toMatchObject([{ reason: "cancelled" }, { reason: "stop" }]);
    expect(await undisturbed).toMatchObject({ type: "done", reason: "stop" });
  });

  it("a redirect of an endpoint is not followed, and its key goes nowhere else", async () => {
    const owner = ownerOf(host());
    await owner.ask("PUT", "/scripted", {
      entry: { name: "Redirecting", endpoint: `${model().address}/elsewhere/v1` },
      key: "sk-stays",
    });
    const ada = await Visitor.guest(host());
    const before = (await askedOf(model().fetch)).length;
    const end = await (await ada.assistant()).complete({ workspace: await ada.createWorkspace() });
    expect(end).toMatchObject({ type: "error", code: "upstream-error" });
    const asked = (await askedOf(model().fetch)).slice(before);
    expect(asked.map(({ path }) => path)).toEqual(["/elsewhere/v1/completions"]);
  });

  it("whoever has not the token reads and changes nothing", async () => {
    const ada = await Visitor.guest(host());
    const statuses = [
      await ada.request("GET", "/api/admin/models"),
      await ada.request("PUT", "/api/admin/models/mine", { entry: entry() }),
      await ada.request("DELETE", "/api/admin/models/scripted"),
    ].map(({ status }) => status);
    expect([statuses, (await ownerOf(host()).status()).endpoints]).toEqual([[404, 404, 404], []]);
  });
}
