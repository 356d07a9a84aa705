import { expect, it } from "vitest";
import { firstKeyBudgetKb, firstKeyChunks, judgeSize } from "./size-budget.ts";

it("the budget counts the entry, what it imports and the editor, but not the lazy terminal", () => {
  const manifest = {
    "index.html": { file: "assets/entry.js", isEntry: true, imports: ["_react.js"] },
    "_react.js": { file: "assets/react.js" },
    "app/ide.tsx": { file: "assets/ide.js", imports: ["_react.js", "_codemirror.js"] },
    "_codemirror.js": { file: "assets/codemirror.js" },
    "terminal/terminal.tsx": { file: "assets/terminal.js" },
  };
  const files = firstKeyChunks(manifest, (key) => key === "app/ide.tsx");
  expect(files).toEqual(["assets/entry.js", "assets/react.js", "assets/ide.js", "assets/codemirror.js"]);
});

it("a size over the budget fails the check, one within it is told", () => {
  expect(judgeSize(firstKeyBudgetKb, 9)).toContain(`budget ${firstKeyBudgetKb} kB`);
  expect(() => judgeSize(firstKeyBudgetKb + 0.1, 9)).toThrow("over budget");
});
