/** What an edge promises of the assistant's socket and of a workspace's dial, whichever host runs it. */
import { describe, expect, it } from "vitest";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import { type EdgeHost, Visitor } from "../support/wire-client.ts";

export function describeAssistant(name: string, host: () => EdgeHost): void {
  describe(`${name}: the dial of a workspace`, () => dialContract(host));
  describe(`${name}: the assistant's socket`, () => socketContract(host));
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
