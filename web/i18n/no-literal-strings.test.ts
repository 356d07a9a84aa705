/** Nothing visible is written in a component: it would be there in one language only. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tsxLanguage } from "@codemirror/lang-javascript";
import { expect, test } from "vitest";

const spokenAttributes = new Set([
  "aria-label",
  "title",
  "alt",
  "placeholder",
  "label",
  "aria-description",
  "aria-valuetext",
]);
const letters = /\p{L}/u;

/** Visible text that `source` holds as a literal, with its line. */
function literalsIn(source: string): string[] {
  const found: string[] = [];
  const report = (from: number, text: string) =>
    found.push(`${source.slice(0, from).split("\n").length}: ${text.trim()}`);
  tsxLanguage.parser.parse(source).iterate({
    enter(node) {
      const text = source.slice(node.from, node.to);
      if (node.name === "JSXText" && letters.test(text)) report(node.from, text);
      if (node.name !== "JSXAttribute") return;
      const name = source.slice(node.from, node.node.firstChild?.to ?? node.from);
      const value = node.node.lastChild;
      if (!value || !spokenAttributes.has(name)) return;
      const literal =
        value.name === "JSXAttributeValue" || value.name === "String" || value.name === "JSXAttributeString";
      if (literal && letters.test(source.slice(value.from, value.to)) && !source.slice(value.from).startsWith("{")) {
        report(node.from, text);
      }
    },
  });
  return found;
}

test("the check itself finds text and spoken attributes", () => {
  expect(literalsIn("export const A = () => <p>Hello</p>;")).toEqual(["1: Hello"]);
  expect(literalsIn('export const A = () => <p title="Hello">{text.x}</p>;')).toEqual(['1: title="Hello"']);
  expect(literalsIn('export const A = () => <p className="x" title={text.y}>{text.x} › 1</p>;')).toEqual([]);
});

test("no component holds a visible string of its own", () => {
  const web = join(import.meta.dirname, "..");
  const components = readdirSync(web, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tsx"));
  const found = components.flatMap((path) =>
    literalsIn(readFileSync(join(web, path), "utf8")).map((hit) => `${path}:${hit}`),
  );
  expect(components.length).toBeGreaterThan(30);
  expect(found).toEqual([]);
});
