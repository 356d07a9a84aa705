import { expect, it } from "vitest";
import type { ToLanguageWorker } from "../../shared/language/messages.ts";
import { createLanguageClient } from "./client.ts";

it("a change of a file is counted in shared memory before it is sent: a busy service sees that it is out of date", () => {
  const sent: ToLanguageWorker[] = [];
  const counted: number[] = [];
  const count = () => (sent[0]?.type === "share" ? Atomics.load(new Int32Array(sent[0].changes), 0) : Number.NaN);
  const client = createLanguageClient({
    onWant() {},
    onStopped() {},
    spawn: () => ({
      post(message) {
        sent.push(message);
        counted.push(count());
      },
      listen() {},
      terminate() {},
    }),
  });
  client.setFile("a.ts", "a");
  client.editFile("a.ts", [{ from: 0, to: 1, insert: "b" }]);
  client.setPackage("tea", []);
  client.removeFile("a.ts");
  expect(sent.map(({ type }) => type)).toEqual(["share", "file", "edit", "package", "remove"]);
  expect(counted).toEqual([0, 1, 2, 2, 3]);
});
