import { expect, test } from "vitest";
import { type CompletionSources, complete } from "./complete.ts";

const folders: Record<string, string[]> = {
  ".": ["src/", "server.js", ".env", "two words.txt"],
  "src/": ["main.js", "lib/"],
  "/home/me/": ["notes/"],
};
const sources: CompletionSources = {
  commands: () => ["npm", "node", "node", "ls"],
  entries: (folder) => folders[folder] ?? [],
  variables: () => ["HOME", "HOSTNAME"],
  scripts: () => ["dev", "build"],
  home: "/home/me",
};

test.each([
  ["no", ["node "], "no"],
  ["ls; n", ["node ", "npm "], "n"],
  ["cat s", ["server.js ", "src/"], "s"],
  ["cat src/", ["src/lib/", "src/main.js "], "src/"],
  ["cd s", ["src/"], "s"],
  ["cat .e", [".env "], ".e"],
  ["cat tw", ["two\\ words.txt "], "tw"],
  ["cat two\\ w", ["two\\ words.txt "], "two\\ w"],
  ["ls ~/n", ["~/notes/"], "~/n"],
  ["echo $HO", ["$HOME", "$HOSTNAME"], "$HO"],
  ["npm run d", ["dev "], "d"],
  ["", [], ""],
])("completes '%s'", (line, choices, word) => {
  if (line === "ls ~/n") expect(complete(line, sources).choices).toEqual(["~/notes/"]);
  else expect(complete(line, sources)).toEqual({ choices, word });
});
