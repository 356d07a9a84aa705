/** Ghost text while a model is still speaking, when it dies, and what is asked again. */
import { describe, expect, it } from "vitest";
import { startGhostPage } from "../support/ghost-driver.ts";

const on = startGhostPage();
const { called, calls, errors, fail, finish, ghost, hear, open, outcomes, press, text, type } = on;

describe("a stream", () => {
  it("goes on while it is typed through, also ahead of it and back again", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetch");
    await expect.poll(ghost).toEqual(["fetch"]);
    await type("fetchUs");
    expect(await ghost()).toEqual([]);
    await hear(0, "fetchUser(id);");
    await expect.poll(ghost).toEqual(["er(id);"]);
    await press("Backspace");
    await press("Backspace");
    await expect.poll(ghost).toEqual(["User(id);"]);
    expect(await calls()).toEqual([false]);
  });

  it("that goes another way than the person is given up, and another one is asked", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetch");
    await type("fetchAll");
    await hear(0, "fetchUser(id);");
    await called(2);
    expect(await calls()).toEqual([true, false]);
    expect(await ghost()).toEqual([]);
  });

  it("is taken word by word while it grows", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetchUser");
    await press("Control+ArrowRight");
    expect(await text()).toBe("const a = fetchUser");
    await hear(0, "fetchUser(id).name;");
    await expect.poll(ghost).toEqual(["(id).name;"]);
    await press("Tab");
    expect(await text()).toBe("const a = fetchUser(id).name;");
    expect((await calls())[0]).toBe(false);
  });

  it("is ended as soon as nothing more of it would be shown", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "load();<|endoftext|>import x");
    await expect.poll(ghost).toEqual(["load();"]);
    expect(await calls()).toEqual([true]);
    await hear(0, "load();<|endoftext|>import x from y");
    expect(await ghost()).toEqual(["load();"]);
  });

  it("that dies in the middle leaves what it said, says why, and typing goes on", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetchUser(id)");
    await expect.poll(ghost).toEqual(["fetchUser(id)"]);
    await fail(0, "the endpoint is gone");
    await expect.poll(() => on.page.evaluate(() => window.ghost.failures.at(-1))).toBe("Error: the endpoint is gone");
    expect(await ghost()).toEqual(["fetchUser(id)"]);
    await type("fe");
    await expect.poll(ghost).toEqual(["tchUser(id)"]);
    await press("Tab");
    await type(";");
    expect(await text()).toBe("const a = fetchUser(id);");
    expect(errors).toEqual([]);
  });
});

describe("answers kept", () => {
  it("a wrong letter and a step back show the same again without asking", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetchUser(id);");
    await finish(0);
    await type("fx");
    expect(await ghost()).toEqual([]);
    await press("Backspace");
    const asked = (await calls()).length;
    await type("e");
    await expect.poll(ghost).toEqual(["tchUser(id);"]);
    expect(await calls()).toHaveLength(asked);
  });

  it("what comes after a complete suggestion is asked ahead, and stands there at once when it is accepted", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetchUser(id);");
    await finish(0);
    await called(2);
    const ahead = await on.page.evaluate(() => window.ghost.modelCalls[1]?.request.prefix);
    expect(ahead).toBe("const a = fetchUser(id);");
    await hear(1, "\nconst b = a.name;");
    expect(await ghost()).toEqual(["fetchUser(id);"]);
    await finish(1);
    await press("Tab");
    await expect.poll(ghost).toEqual(["const b = a.name;"]);
    expect(await calls()).toHaveLength(2);
  });

  it("nothing is asked ahead of a suggestion that is dismissed at once", async () => {
    await open("const a", "");
    await type(" = ");
    await called(1);
    await hear(0, "fetchUser(id);");
    await finish(0);
    await press("Escape");
    await on.page.waitForTimeout(400);
    expect(await calls()).toHaveLength(1);
  });
});

describe("what became of a suggestion", () => {
  it("is told once for each: taken, partly, typed out, refused, replaced", async () => {
    const model = async (answer: string) => {
      await open("const a", "");
      await type(" = ");
      await called(1);
      await hear(0, answer);
      await expect.poll(ghost).not.toEqual([]);
    };
    await model("loadUser();");
    await press("Tab");
    expect(await outcomes()).toEqual(["model accepted"]);
    await model("loadUser();");
    await press("Control+ArrowRight");
    await type("x");
    expect(await outcomes()).toEqual(["model partly"]);
    await model("load1");
    await type("load1");
    expect(await outcomes()).toEqual(["model typed"]);
    await model("loadUser();");
    await press("Escape");
    expect(await outcomes()).toEqual(["model rejected"]);
    await open("const a", "loadUser();");
    await type(" = ");
    await called(1);
    await hear(0, "fetchUser(id);");
    await expect.poll(ghost).toEqual(["fetchUser(id);"]);
    expect(await outcomes()).toEqual(["local replaced"]);
  });
});
