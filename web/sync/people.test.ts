import { expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { peopleOf } from "./people.ts";

test("a caret that moves tells nobody that people changed; another file does", () => {
  const awareness = new Awareness(new Y.Doc());
  const people = peopleOf(awareness);
  awareness.setLocalStateField("user", { id: "u1", name: "Ada", color: "#aabbcc" });
  let changes = 0;
  people.subscribe(() => changes++);
  for (let head = 0; head < 20; head++) awareness.setLocalStateField("cursor", { anchor: head, head });
  expect(changes).toBe(0);
  awareness.setLocalStateField("file", "f1");
  expect([changes, people.getState().map(({ name, fileId }) => [name, fileId])]).toEqual([1, [["Ada", "f1"]]]);
  awareness.destroy();
});
