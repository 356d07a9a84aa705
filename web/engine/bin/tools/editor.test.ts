import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { code, codeRequest, xdgOpen } from "./editor.ts";

it.each([
  [["a.js"], { type: "open", files: [{ filepath: "/w/a.js" }] }],
  [
    ["-g", "a.js:3", "/b.js:4:5", "c.js"],
    {
      type: "open",
      files: [{ filepath: "/w/a.js", line: 3 }, { filepath: "/b.js", line: 4, column: 5 }, { filepath: "/w/c.js" }],
    },
  ],
  [["a.js:3"], { type: "open", files: [{ filepath: "/w/a.js:3" }] }],
  [["--diff", "a", "b"], { type: "diff", files: [{ filepath: "/w/a" }, { filepath: "/w/b" }] }],
  [["-d", "a"], "-d compares two files"],
  [[], "which file?"],
  [["--wait", "a"], "unknown option --wait: -g and -d are there"],
])("code %j", (args, request) => {
  expect(codeRequest(args, "/w")).toEqual(request);
});

it("the message goes to the socket that the environment names", async () => {
  const path = join(tmpdir(), `glasshouse-editor-${process.pid}.sock`);
  const heard: string[] = [];
  const server = createServer((socket) =>
    socket.on("data", (data) => heard.push(data.toString())).on("end", () => socket.end()),
  );
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const errors: string[] = [];
  const io = (env: Record<string, string>) => ({
    cwd: "/w",
    env,
    read: () => null,
    write: () => {},
    flush: () => {},
    error: (text: string) => errors.push(text),
  });
  expect(await xdgOpen(["https://example.com"], io({ GLASSHOUSE_EDITOR: path }))).toBe(0);
  expect(await code(["a"], io({}))).toBe(1);
  server.close();
  expect([heard, errors]).toEqual([
    ['{"event":"xdg-open","text":"https://example.com"}'],
    ["code: no editor is there to show it: the environment has no GLASSHOUSE_EDITOR\n"],
  ]);
});
