/** The first update of a new workspace, made from a template. */
import * as Y from "yjs";
import { createFiles } from "../../shared/workspace/document.ts";
import { templates } from "../../shared/workspace/templates/index.ts";
import type { Random } from "../ports.ts";
import { newId } from "../storage/secrets.ts";

export function isTemplate(name: string): boolean {
  return Object.hasOwn(templates, name);
}

/** The template's files as one Yjs update; throws when a template breaks the rules of a workspace. */
export function seedUpdate(template: string, random: Random): Uint8Array {
  const doc = new Y.Doc();
  const files = Object.entries(templates[template] ?? {}).map(([path, text]) => ({
    path,
    content: { kind: "file" as const, text },
  }));
  for (const result of createFiles(doc, files, () => newId(random))) {
    if (!result.ok) throw new Error(`the template ${template} cannot be laid out: ${result.message}`);
  }
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
