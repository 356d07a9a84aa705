import { parser as javascript } from "@lezer/javascript";
import { parser as python } from "@lezer/python";
import { expect, it } from "vitest";
import { applyEdits } from "../../shared/agent/edits/apply-edits.ts";
import { type OutlineItem, symbolNamed, symbolsOf } from "../../shared/agent/outline.ts";
import { outlineOf } from "./outline.ts";

const script = (text: string) => outlineOf(javascript.configure({ dialect: "ts" }).parse(text), text, "script");
const snake = (text: string) => outlineOf(python.parse(text), text, "python");
const told = (outline: readonly OutlineItem[]) =>
  symbolsOf(outline).map(({ path, item }) => `${path} ${item.kind}${item.exported ? " exported" : ""}`);

const store = `import { a } from "./a";

/** Keeps things. */
// Not thread-safe.
export class Store<T> extends Base {
  static #count = 0;
  readonly items: T[] = [];

  constructor(private readonly name: string) {
    super();
  }

  /** Loads them. */
  async load(): Promise<void> {
    const inner = () => 1;
  }

  get size() {
    return this.items.length;
  }
}

export interface Item { name: string; open(): void }
type Id = string;
export enum Kind { A, B }
const one = 1, two = 2;
export const { three, deep: [four] } = all;
declare namespace Space { const inside: 1 }
export const api = {
  start() {},
  stop: () => {},
  name: "api",
};
declare function known(a: number): void;
export default function (x: number) {}
function late() {}
export { late, one as first };
`;

it("tells declarations, what is exported, and the members of classes, types and objects", () => {
  expect(told(script(store))).toEqual([
    "Store class exported",
    "Store.#count property",
    "Store.items property",
    "Store.constructor method",
    "Store.load method",
    "Store.size method",
    "Item interface exported",
    "Item.name property",
    "Item.open method",
    "Id type",
    "Kind enum exported",
    "one variable exported",
    "two variable",
    "three variable exported",
    "four variable exported",
    "Space namespace",
    "Space.inside variable",
    "api variable exported",
    "api.start method",
    "api.stop method",
    "known function",
    "default function exported",
    "late function exported",
  ]);
});

it("a declaration begins with its export, and its comments belong to it but for those behind an empty line", () => {
  const [item] = script(store);
  expect(store.slice(item?.from, item?.start)).toBe("/** Keeps things. */\n// Not thread-safe.\n");
  expect(store.slice(item?.start, item?.to).startsWith("export class Store")).toBe(true);
  const [far] = script("// Licence.\n\nconst a = 1; // one\nconst b = 2;\n");
  expect(far?.from).toBe(far?.start);
  const [, behind] = script("const a = 1; // one\nconst b = 2;\n");
  expect(behind?.from).toBe(behind?.start);
});

it("tells the exports of CommonJS", () => {
  expect(told(script("exports.load = function () {};\nmodule.exports.save = () => {};\nother.thing = 1;\n"))).toEqual([
    "load variable exported",
    "save variable exported",
  ]);
});

it("tells the declarations of Python", () => {
  const text = `LIMIT = 3

# Keeps things.
@dataclass
class Store:
    name: str = ""

    @property
    def size(self):
        return 1

    def _load(self):
        pass


def _hidden():
    pass


async def run():
    pass
`;
  expect(told(snake(text))).toEqual([
    "LIMIT variable exported",
    "Store class exported",
    "Store.name property",
    "Store.size method",
    "Store._load method",
    "_hidden function",
    "run function exported",
  ]);
  const stored = symbolNamed(snake(text), "Store");
  expect(text.slice(stored?.from).startsWith("# Keeps things.\n@dataclass")).toBe(true);
});

it("what does not parse is told as far as it does", () => {
  expect(told(script("function a() {\nclass B {}\n"))[0]).toBe("a function");
  expect(script("}}}} ((( 🙂")).toEqual([]);
});

it("a symbol is named by its path, or by its last name where that is the only one", () => {
  const outline = script(store);
  expect(symbolNamed(outline, "Store.load")?.name).toBe("load");
  expect(symbolNamed(outline, "size")?.name).toBe("size");
  expect(symbolNamed(outline, "name")).toBe(symbolNamed(outline, "Item.name"));
  expect(symbolNamed(outline, "nothing")).toBeUndefined();
  expect(symbolNamed(script("class A { go() {} }\nclass B { go() {} }\n"), "go")).toBeUndefined();
  // Declared in one statement with another.
  expect(symbolNamed(outline, "two")).toBeUndefined();
});

it("an edit of a symbol changes that and nothing else; its comment stays unless the edit brings one", () => {
  const edit = (replace: string) => {
    const operation = { kind: "symbol", path: "a.ts", symbol: "Store.load", replace } as const;
    const symbolAt = (_path: string, text: string, symbol: string) => symbolNamed(script(text), symbol);
    return applyEdits([operation], { read: () => store, symbolAt }).files.get("a.ts");
  };
  const old = "  async load(): Promise<void> {\n    const inner = () => 1;\n  }\n";
  const fresh = "  load() {\n    return 2;\n  }\n";
  expect(edit("load() {\n  return 2;\n}")).toBe(store.replace(old, fresh));
  expect(edit("/** Again. */\nload() {\n  return 2;\n}")).toBe(
    store.replace(`  /** Loads them. */\n${old}`, `  /** Again. */\n${fresh}`),
  );
});
