/** What of a generated project came from what: kept in the workspace as JSON, so that a changed specification touches only what it must. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { agentLimits } from "../limits.ts";
import type { HashText } from "../long-file/state.ts";
import type { OutlineItem } from "../outline.ts";
import { interfaceOf } from "./interface-of.ts";
import { inOrder, type PlannedFile, type ProjectPlan, planSchema } from "./plan.ts";
import type { SpecItem } from "./spec-items.ts";

export const graphPath = ".assistant/project.json";

const text = v.pipe(v.string(), v.maxLength(4_096));
const hashed = v.pipe(v.array(v.strictObject({ of: text, hash: text })), v.maxLength(agentLimits.maxPlannedNames));

const graphSchema = v.strictObject({
  version: v.literal(1),
  plan: planSchema,
  files: v.pipe(
    v.array(
      v.strictObject({
        path: text,
        /** Hash of what was written, and of its tests. */
        written: text,
        tests: v.optional(v.strictObject({ path: text, written: text })),
        /** Items of the specification it came from. */
        spec: hashed,
        /** Interfaces of the files it needs, as they were. */
        needs: hashed,
      }),
    ),
    v.maxLength(agentLimits.maxPlannedFiles),
  ),
});
export type ProjectGraph = v.InferOutput<typeof graphSchema>;
export type GeneratedFile = ProjectGraph["files"][number];

export function readGraph(json: string): Result<ProjectGraph, "bad-graph"> {
  try {
    const read = v.safeParse(graphSchema, JSON.parse(json));
    if (read.success) return succeed(read.output);
    return fail("bad-graph", `${graphPath} is not what was written: ${read.issues[0].message}`);
  } catch (error) {
    return fail("bad-graph", `${graphPath} is no JSON: ${String(error)}`);
  }
}

/** How files and items are looked at. */
export interface ProjectView {
  read(path: string): string | undefined;
  outline(path: string, text: string): readonly OutlineItem[];
  hash: HashText;
}

/** A file as it was written now. */
export function generatedFile(file: PlannedFile, items: readonly SpecItem[], view: ProjectView): GeneratedFile {
  const { path, tests } = file;
  const testText = tests === undefined ? undefined : view.read(tests);
  return {
    path,
    written: view.hash(view.read(path) ?? ""),
    ...(tests === undefined || testText === undefined ? {} : { tests: { path: tests, written: view.hash(testText) } }),
    spec: file.fromSpec.flatMap((id) => {
      const item = items.find((each) => each.id === id);
      return item ? [{ of: id, hash: view.hash(item.text) }] : [];
    }),
    needs: file.dependsOn.map((needed) => ({ of: needed, hash: interfaceHash(needed, view) })),
  };
}

export function interfaceHash(path: string, { read, outline, hash }: ProjectView): string {
  const source = read(path);
  return source === undefined ? "" : hash(interfaceOf(source, outline(path, source)));
}

/** Whether somebody changed a generated file, or its tests, since. A file that was deleted is not one that was changed. */
export function editedSince({ path, written, tests }: GeneratedFile, { read, hash }: ProjectView): string[] {
  const texts = [{ path, written }, ...(tests ? [tests] : [])];
  return texts.flatMap((each) => {
    const now = read(each.path);
    return now === undefined || hash(now) === each.written ? [] : [each.path];
  });
}

/** Of a planned file and its tests, what a person wrote or changed; pseudo-code alone is there to be filled in. */
export function personalFiles(
  { path, tests }: PlannedFile,
  record: GeneratedFile | undefined,
  items: readonly SpecItem[],
  view: ProjectView,
): string[] {
  if (record) return editedSince(record, view);
  const isPseudo = (of: string) => items.some((item) => item.kind === "pseudo" && item.path === of);
  const paths = [path, ...(tests === undefined ? [] : [tests])];
  return paths.filter((each) => view.read(each) !== undefined && !isPseudo(each));
}

export interface ToRegenerate {
  path: string;
  because: ("spec" | "interface" | "missing" | "new")[];
}

export interface Regeneration {
  /** In the order of generation. */
  files: readonly ToRegenerate[];
  /** Of these, the ones that a person changed since: they are not written over unasked. */
  edited: readonly string[];
  /** Items that no file came from yet: the plan must say where they belong. */
  newItems: readonly string[];
}

/** The plan with the ids that the items have now: one that only moved may have another number. */
export function planNow(graph: ProjectGraph, items: readonly SpecItem[], { hash }: ProjectView): ProjectPlan {
  const idByHash = new Map(items.map((item) => [hash(item.text), item.id]));
  const hashById = new Map(items.map((item) => [item.id, hash(item.text)]));
  const generated = new Map(graph.files.map((file) => [file.path, file]));
  const known = new Set(graph.files.flatMap(({ spec }) => spec.map((each) => each.hash)));
  const files = graph.plan.files.map((file) => {
    const then = new Map(generated.get(file.path)?.spec.map((each) => [each.of, each.hash]));
    const fromSpec = file.fromSpec.flatMap((id) => {
      const was = then.get(id);
      const moved = was === undefined ? undefined : idByHash.get(was);
      if (moved !== undefined) return [moved];
      const now = hashById.get(id);
      // Another file's item may have come to stand under this number.
      return now === undefined || (was !== undefined && known.has(now)) ? [] : [id];
    });
    return { ...file, fromSpec: [...new Set(fromSpec)] };
  });
  return { files };
}

/** Only what a changed specification, or a changed interface of a file it needs, asks for. */
export function whatToRegenerate(graph: ProjectGraph, items: readonly SpecItem[], view: ProjectView): Regeneration {
  const texts = new Set(items.map((item) => view.hash(item.text)));
  const known = new Map(graph.files.map((file) => [file.path, file]));
  const files = inOrder(graph.plan.files).flatMap(({ path }): ToRegenerate[] => {
    const file = known.get(path);
    if (!file) return [{ path, because: ["new"] }];
    const because: ToRegenerate["because"] = [];
    // By its text: an item that only moved, so that its number is another, is the same.
    if (file.spec.some(({ hash }) => !texts.has(hash))) because.push("spec");
    if (file.needs.some(({ of, hash }) => interfaceHash(of, view) !== hash)) because.push("interface");
    if (view.read(path) === undefined) because.push("missing");
    return because.length ? [{ path, because }] : [];
  });
  const generated = new Set(graph.files.flatMap(({ spec }) => spec.map(({ hash }) => hash)));
  const ids = new Set(planNow(graph, items, view).files.flatMap(({ fromSpec }) => fromSpec));
  return {
    files,
    edited: files.flatMap(({ path }) => {
      const file = known.get(path);
      return file ? editedSince(file, view) : [];
    }),
    newItems: items
      .filter((item) => item.kind !== "section" && !ids.has(item.id) && !generated.has(view.hash(item.text)))
      .map(({ id }) => id),
  };
}
