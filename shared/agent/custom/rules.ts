/** Rules of a project: `AGENTS.md` for a folder and all below it, `.assistant/rules/*.md` for the files that its globs name. */
import { fits } from "../../access/dial.ts";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { readFrontMatter } from "./front-matter.ts";
import { customLimits } from "./limits.ts";

export interface Rule {
  path: string;
  /** Patterns of files that it is for; of all when there are none. */
  globs: readonly string[];
  text: string;
}

export function readRule(path: string, text: string): Result<Rule, "bad-head" | "too-large"> {
  const folder = /^(?:(.*)\/)?AGENTS\.md$/i.exec(path);
  const read = readFrontMatter(text);
  if (!read.ok) return read;
  const { fields, body } = read.value;
  if (folder) return succeed({ path, globs: folder[1] ? [`${folder[1]}/**`] : [], text: body });
  const unknown = [...fields.keys()].find((name) => !["globs", "description"].includes(name));
  if (unknown !== undefined) return fail("bad-head", `There is no field ${unknown.slice(0, 100)} in a rule.`);
  const given = fields.get("globs") ?? [];
  const globs = typeof given === "string" ? given.split(",").map((glob) => glob.trim()) : given;
  const long = globs.find((glob) => glob === "" || glob.length > customLimits.maxGlobChars);
  if (long !== undefined) return fail("bad-head", "A pattern is empty or too long.");
  return succeed({ path, globs, text: body });
}

/** What goes along with a question about these files: the rules of the whole project first, then the nearer ones, as long as there is room. */
export function rulesFor(rules: readonly Rule[], paths: readonly string[]): { label: string; text: string }[] {
  const isFor = ({ globs }: Rule) => !globs.length || globs.some((glob) => paths.some((path) => fits(glob, path)));
  const depth = ({ globs, path }: Rule) => (globs.length ? 1 + path.split("/").length : 0);
  const fitting = rules
    .filter((rule) => rule.text !== "" && isFor(rule))
    .sort((one, other) => depth(one) - depth(other));
  let room: number = customLimits.maxRulesChars;
  return fitting.flatMap(({ path, text }) => {
    room -= text.length;
    return room < 0 ? [] : [{ label: `Rules of this project, ${path}`, text }];
  });
}
