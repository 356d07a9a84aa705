import { afterEach, expect, test } from "vitest";
import { runtimeLimits } from "../../../web/runtime/limits.ts";
import { Mirror } from "../../../web/runtime/mirror.ts";
import { originOf, remoteOrigin } from "../../../web/sync/origin.ts";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";
import { FakeEngineFiles } from "../../support/fake-engine-files.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function world() {
  const clock = new VirtualClock();
  const random = new SeededRandom(7);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const join = async (user: string, role: "editor" | "viewer" = "editor") => {
    const browser = new ChaosBrowser();
    const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect(user, role) });
    closing.push(() => tab.session.dispose());
    await clock.advance(200);
    return tab.session;
  };
  const run = async (session: Awaited<ReturnType<typeof join>>) => {
    const files = new FakeEngineFiles((task) => clock.after(1, task));
    const notices: string[] = [];
    const mirror = new Mirror({ session, clock, onNotice: (message) => message !== "" && notices.push(message) });
    await mount(files, await mirror.prepare());
    mirror.start(files);
    closing.push(() => mirror.stop());
    return { files, mirror, notices };
  };
  return { clock, join, run };
}

async function mount(files: FakeEngineFiles, tree: object, above = ""): Promise<void> {
  for (const [name, entry] of Object.entries(tree)) {
    if ("directory" in entry) {
      await files.mkdir(above + name);
      await mount(files, entry.directory, `${above}${name}/`);
    } else await files.writeFile(above + name, entry.file.contents);
  }
}

function documentOf(session: ChaosTab["session"]): Record<string, string> {
  const { files } = session;
  return Object.fromEntries(
    files.tree
      .getState()
      .rows.map((row) => (row.kind === "folder" ? [`${row.path}/`, ""] : [row.path, `${files.text(row.id)}`])),
  );
}

function idAt(session: ChaosTab["session"], path: string): string {
  return session.files.tree.getState().byPath.get(path)?.id ?? "";
}

async function oneEngine() {
  const { clock, join, run } = await world();
  const session = await join("ada");
  session.files.create("src/a.ts", { kind: "file", text: "one\ntwo\n" });
  const engine = await run(session);
  return { clock, session, join, run, ...engine };
}

test("[MI1] what the document holds is mounted", async () => {
  const { files, session } = await oneEngine();
  expect(files.listing()).toEqual({ "src/": "", "src/a.ts": "one\ntwo\n" });
  expect(files.listing()).toEqual(documentOf(session));
});

test("[MI2] a person's edit reaches the engine, and comes back as nothing", async () => {
  const { clock, files, session } = await oneEngine();
  const before = files.writes;
  session.files.text(idAt(session, "src/a.ts"))?.insert(0, "zero\n");
  await clock.advance(10_000);
  expect(files.listing()["src/a.ts"]).toBe("zero\none\ntwo\n");
  expect(files.writes - before).toBe(1);
});

test("[MI3] a program's write reaches the document as the smallest change, from origin program", async () => {
  const { clock, files, session } = await oneEngine();
  const text = session.files.text(idAt(session, "src/a.ts"));
  const deltas: unknown[] = [];
  text?.observe((event) => deltas.push(event.delta));
  const before = files.writes;
  await files.writeFile("src/a.ts", "one\n2\ntwo\n");
  await clock.advance(10_000);
  expect(deltas).toEqual([[{ retain: 4 }, { insert: "2\n" }]]);
  expect(files.writes - before).toBe(1);
});

test("[MI3] whatever a program does to the files counts as the program's, and a person's own typing does not", async () => {
  const { clock, files, session } = await oneEngine();
  const origins: string[] = [];
  session.doc.on("update", (_: Uint8Array, transactionOrigin: unknown) => {
    if (transactionOrigin !== remoteOrigin) origins.push(originOf(session.doc, transactionOrigin));
  });
  await files.writeFile("src/a.ts", "one\n2\ntwo\n");
  await files.mkdir("made");
  await files.writeFile("made/b.txt", "bee");
  await clock.advance(5_000);
  await files.rename("made/b.txt", "made/c.txt");
  await clock.advance(5_000);
  await files.rm("made", { recursive: true, force: true });
  await clock.advance(5_000);
  expect([origins.length > 3, new Set(origins)]).toEqual([true, new Set(["program"])]);
  origins.length = 0;
  await files.writeFile("src/a.ts", "one\n2\nthree\n");
  session.files.text(idAt(session, "src/a.ts"))?.insert(0, "zero\n");
  await clock.advance(5_000);
  expect([files.listing()["src/a.ts"], origins]).toEqual(["zero\none\n2\nthree\n", ["typed", "program"]]);
});

test("[MI4] files and folders of a program appear, move and go in the document", async () => {
  const { clock, files, session } = await oneEngine();
  await files.mkdir("made/deep");
  await files.writeFile("made/deep/b.txt", "bee");
  await clock.advance(5_000);
  expect(documentOf(session)).toEqual(files.listing());
  const id = idAt(session, "made/deep/b.txt");
  await files.rename("made", "moved");
  await clock.advance(5_000);
  expect(documentOf(session)).toEqual({
    "moved/": "",
    "moved/deep/": "",
    "moved/deep/b.txt": "bee",
    "src/": "",
    "src/a.ts": "one\ntwo\n",
  });
  expect(idAt(session, "moved/deep/b.txt")).toBe(id);
  await files.rm("moved", { recursive: true, force: true });
  await clock.advance(5_000);
  expect(documentOf(session)).toEqual({ "src/": "", "src/a.ts": "one\ntwo\n" });
  expect(files.listing()).toEqual(documentOf(session));
});

test("[MI5] a folder renamed by a person takes its ignored files along in the engine", async () => {
  const { clock, files, session } = await oneEngine();
  await files.mkdir("src/node_modules/x");
  await files.writeFile("src/node_modules/x/index.js", "x");
  session.files.rename(idAt(session, "src"), "lib");
  await clock.advance(5_000);
  expect(files.listing()).toEqual({
    "lib/": "",
    "lib/a.ts": "one\ntwo\n",
    "lib/node_modules/": "",
    "lib/node_modules/x/": "",
    "lib/node_modules/x/index.js": "x",
  });
  expect(documentOf(session)).toEqual({ "lib/": "", "lib/a.ts": "one\ntwo\n" });
});

test("[MI6] packages, build output and what .gitignore names stay out of the document; a file that is in it does not", async () => {
  const { clock, files, session } = await oneEngine();
  session.files.create(".gitignore", { kind: "file", text: "*.log\n/tmp/\n.env\n" });
  session.files.create(".env", { kind: "file", text: "A=1" });
  await clock.advance(1_000);
  for (const folder of ["node_modules", "dist", "build", ".git", "tmp"]) {
    await files.mkdir(folder);
    await files.writeFile(`${folder}/file`, "x");
  }
  await files.writeFile("a.log", "x");
  await files.writeFile(".env", "A=2");
  await clock.advance(5_000);
  expect(documentOf(session)).toEqual({
    ".env": "A=2",
    ".gitignore": "*.log\n/tmp/\n.env\n",
    "src/": "",
    "src/a.ts": "one\ntwo\n",
  });
});

test("[MI7] a program that writes all the time reaches the document once a second", async () => {
  const { clock, files, session } = await oneEngine();
  let changes = 0;
  session.files.text(idAt(session, "src/a.ts"))?.observe(() => changes++);
  for (let write = 0; write < 50; write++) {
    await files.writeFile("src/a.ts", `${write}\n`);
    await clock.advance(100);
  }
  expect(changes).toBeGreaterThanOrEqual(4);
  expect(changes).toBeLessThanOrEqual(6);
  await clock.advance(2_000);
  expect(documentOf(session)["src/a.ts"]).toBe("49\n");
});

test("[MI8] a viewer's program writes stay local, and other people's edits still arrive", async () => {
  const { clock, join, run, session } = await oneEngine();
  const viewer = await join("vera", "viewer");
  const { files, notices } = await run(viewer);
  await files.writeFile("src/a.ts", "mine\n");
  await files.writeFile("new.txt", "mine\n");
  await clock.advance(5_000);
  expect(documentOf(session)).toEqual({ "src/": "", "src/a.ts": "one\ntwo\n" });
  session.files.text(idAt(session, "src/a.ts"))?.insert(0, "zero\n");
  await clock.advance(5_000);
  expect(files.listing()["src/a.ts"]).toBe("zero\none\ntwo\n");
  expect(notices).toEqual([]);
});

test("[MI9] what is typed while a program's write is on its way is not overwritten by it", async () => {
  const { clock, files, session } = await oneEngine();
  const text = session.files.text(idAt(session, "src/a.ts"));
  await files.writeFile("src/a.ts", "one\ntwo\nthree\n");
  await files.writeFile("src/b.ts", "other\n");
  files.beforeRead = (path) => {
    if (path !== "src/b.ts") return;
    // The mirror has looked at a.ts and has not written yet.
    text?.insert(0, "zero\n");
    files.beforeRead = undefined;
  };
  await clock.advance(5_000);
  expect(documentOf(session)["src/a.ts"]).toBe("zero\none\ntwo\nthree\n");
  expect(files.listing()).toEqual(documentOf(session));
});

test("[MI9] a program and a person who change one file in two places both keep their change", async () => {
  const { clock, files, session } = await oneEngine();
  await files.writeFile("src/a.ts", "one\ntwo\nthree\n");
  session.files.text(idAt(session, "src/a.ts"))?.insert(0, "zero\n");
  await clock.advance(5_000);
  expect(documentOf(session)["src/a.ts"]).toBe("zero\none\ntwo\nthree\n");
  expect(files.listing()).toEqual(documentOf(session));
});

test("[MI9] where both changed the same place the person's text stays", async () => {
  const { clock, files, session } = await oneEngine();
  await files.writeFile("src/a.ts", "ONE\ntwo\n");
  const text = session.files.text(idAt(session, "src/a.ts"));
  text?.delete(0, 3);
  text?.insert(0, "eins");
  await clock.advance(5_000);
  expect(documentOf(session)["src/a.ts"]).toBe("eins\ntwo\n");
  expect(files.listing()).toEqual(documentOf(session));
});

test("[MI10] two engines of one workspace that both write settle on one content", async () => {
  const { clock, files, session, join, run } = await oneEngine();
  const ben = await join("ben");
  const other = await run(ben);
  await files.writeFile("out.txt", "from ada\n");
  await other.files.writeFile("other.txt", "from ben\n");
  await clock.advance(20_000);
  expect(files.listing()).toEqual(documentOf(session));
  expect(other.files.listing()).toEqual(files.listing());
  const quiet = files.writes + other.files.writes;
  await clock.advance(60_000);
  expect(files.writes + other.files.writes).toBe(quiet);
});

test("[MI11] line ends, byte order marks and missing final newlines survive the way through the document", async () => {
  const { clock, files, session } = await oneEngine();
  const texts = {
    "crlf.txt": "a\r\nb\r\n",
    "mixed.txt": "a\r\nb\n",
    "bom.txt": "\ufeffx\n",
    "bare.txt": "no newline",
    "empty.txt": "",
  };
  for (const [path, text] of Object.entries(texts)) await files.writeFile(path, text);
  await clock.advance(5_000);
  for (const [path, text] of Object.entries(texts)) {
    const bytes = await session.files.bytes(idAt(session, path));
    expect([path, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)]).toEqual([path, text]);
  }
  expect(files.listing()).toMatchObject(texts);
});

test("[MI12] a name that a workspace refuses stays in the engine and says nothing", async () => {
  const { clock, files, notices, session } = await oneEngine();
  await files.writeFile("a\u202eb.txt", "x");
  await files.writeFile("con", "x");
  await clock.advance(5_000);
  expect(Object.keys(documentOf(session))).toEqual(["src/", "src/a.ts"]);
  expect(notices).toEqual([]);
});

test("[MI2] typing in a large file reaches the engine when it pauses, and every few seconds: not at each key", async () => {
  const { clock, files, session } = await oneEngine();
  session.files.create("large.ts", { kind: "file", text: "a".repeat(runtimeLimits.largeTextChars) });
  await clock.advance(10_000);
  const before = files.writes;
  const type = async (keys: number) => {
    for (let key = 0; key < keys; key++) {
      session.files.text(idAt(session, "large.ts"))?.insert(0, "b");
      await clock.advance(150);
    }
  };
  await type(20);
  expect(files.writes - before).toBe(0);
  await clock.advance(runtimeLimits.largeToEnginePauseMs);
  expect([files.writes - before, files.listing()["large.ts"]?.lastIndexOf("b")]).toEqual([1, 19]);
  await clock.advance(5_000);
  await type(40);
  expect(files.writes - before).toBe(2);
});
