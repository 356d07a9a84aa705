import { expect, test } from "vitest";
import { type Decision, decide, folder, missing, type PathFacts } from "./decide.ts";

const facts: PathFacts = { base: "b", engine: "b", document: "b", mayPublish: true, ignored: false };

test.each<[string, Partial<PathFacts>, Decision]>([
  ["nothing changed", {}, "nothing"],
  ["both came to the same", { engine: "x", document: "x" }, "agree"],
  ["a person edited", { document: "x" }, "to-engine"],
  ["a person deleted", { document: missing }, "to-engine"],
  ["a program wrote", { engine: "x" }, "to-document"],
  ["a program deleted", { engine: missing }, "to-document"],
  ["a viewer's program wrote", { engine: "x", mayPublish: false }, "nothing"],
  ["a viewer's program wrote and a person edited", { engine: "x", document: "y", mayPublish: false }, "to-engine"],
  ["both edited", { engine: "x", document: "y" }, "merge"],
  ["a program wrote what a person deleted", { engine: "x", document: missing }, "to-document"],
  ["a program deleted what a person edited", { engine: missing, document: "y" }, "to-engine"],
  ["a program made a folder where a person edited a file", { engine: folder, document: "y" }, "to-engine"],
  ["a program made an ignored file", { base: missing, engine: "x", document: missing, ignored: true }, "nothing"],
  ["a program changed an ignored file that is in the document", { engine: "x", ignored: true }, "to-document"],
])("%s", (_, changed, decision) => {
  expect(decide({ ...facts, ...changed })).toBe(decision);
});
