import { expect, it } from "vitest";
import { bytes, KernelHarness } from "../../../test/support/kernel-harness.ts";
import { editorSocketPath, listenForEditor } from "./editor-socket.ts";

it("tells what is a message, and drops nonsense and floods", () => {
  const harness = new KernelHarness();
  const heard: unknown[] = [];
  listenForEditor(harness.kernel, (message) => heard.push(message));
  const send = (...pieces: string[]): void => {
    const end = harness.kernel.network.connectPath(harness.kernel.tree, editorSocketPath, "/");
    for (const piece of pieces) end.outgoing.push(bytes(piece));
    end.outgoing.end();
  };
  send('{"event":"xdg-', 'open","text":"a.html"}');
  send("nonsense");
  send('{"event":"code","type":"rm","files":[]}');
  send('{"event":"code","type":"open","files":[{"filepath":"/a","line":0}]}');
  send(`{"event":"xdg-open","text":"${"x".repeat(70_000)}"}`);
  send('{"event":"code","type":"diff","files":[{"filepath":"/a"},{"filepath":"/b","line":2,"column":3}]}');
  expect(heard).toEqual([
    { event: "xdg-open", text: "a.html" },
    { event: "code", type: "diff", files: [{ filepath: "/a" }, { filepath: "/b", line: 2, column: 3 }] },
  ]);
});
