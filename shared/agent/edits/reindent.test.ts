import { expect, it } from "vitest";
import { reindented } from "./reindent.ts";

it.each([
  ["as it is at the margin", "load() {\n  go();\n\n  stop();\n}", "  ", "load() {\n    go();\n\n    stop();\n  }"],
  ["as it stood in its class", "  load() {\n    go();\n  }\n", "  ", "load() {\n    go();\n  }"],
  ["with only its first line trimmed", "load() {\n    go();\n  }", "  ", "load() {\n    go();\n  }"],
  ["further in than it stood", "    load() {\n      go();\n    }", "  ", "load() {\n    go();\n  }"],
  ["Python at the margin", "def load(self):\n    return 1", "    ", "def load(self):\n        return 1"],
  [
    "Python with its first line trimmed",
    "def load(self):\n        return 1",
    "    ",
    "def load(self):\n        return 1",
  ],
  ["one line", "\n\n  load = 1;\n", "  ", "load = 1;"],
  ["with tabs", "load() {\n\tgo();\n}", "\t", "load() {\n\t\tgo();\n\t}"],
  ["at the margin, for the margin", "function f() {\n  go();\n}", "", "function f() {\n  go();\n}"],
])("a declaration that comes %s is put where the old one stood", (_case, written, indent, becomes) => {
  expect(reindented(written, indent)).toBe(becomes);
});
