import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { findInHistory, HistorySearch } from "./history-search.ts";

const history = ["npm test", "git status", "npm run dev", "ls"];

test.each([
  ["npm", 0, 0],
  ["npm", 1, 2],
  ["npm", 3, -1],
  ["zzz", 0, -1],
  ["", 0, -1],
])("'%s' from %s is entry %s", (text, from, at) => {
  expect(findInHistory(history, text, from)).toBe(at);
});

/** Lines that come out of a prompt with history search when these keys are pressed. */
async function linesAfter(keys: string): Promise<string[]> {
  const input = new PassThrough();
  const reader = createInterface({ input, output: new PassThrough().resume(), terminal: true, prompt: "$ " });
  const search = new HistorySearch(reader, "$ ", history);
  const lines: string[] = [];
  reader.on("line", (line) => lines.push(line));
  reader.prompt();
  input.write(keys);
  await new Promise((done) => setImmediate(done));
  search.dispose();
  reader.close();
  return lines;
}

test.each([
  ["Enter runs what Ctrl-R has found", "\x12run\r", ["npm run dev"]],
  ["Ctrl-R again goes further back", "\x12npm\x12\r", ["npm run dev"]],
  ["an arrow keeps what was found for editing", "\x12stat\x1b[C -s\r", ["git status -s"]],
  ["Ctrl-G gives the line back", "echo\x12npm\x07 x\r", ["echo x"]],
  ["Backspace widens the search again", "\x12npm r\x7f\x7f\r", ["npm test"]],
  ["a text that is nowhere keeps what was found before it", "\x12git\x12zz\r", ["git status"]],
])("%s", async (_story, keys, lines) => {
  expect(await linesAfter(keys)).toEqual(lines);
});
