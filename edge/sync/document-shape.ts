/** Whether a transaction left the document in the shape of a workspace: a map `files` of rows with plain fields and one text. */
import * as Y from "yjs";
import { workspaceLimits } from "../../shared/protocol/limits.ts";

export interface ShapeFault {
  code: "invalid-update" | "too-large" | "limit-files";
  message: string;
}

const maxFieldLength = 4_096;
const maxKeyLength = 64;
const maxFieldsPerRow = 32;

/** The first fault among the types that the transaction changed. */
export function findShapeFault(doc: Y.Doc, transaction: Y.Transaction): ShapeFault | undefined {
  if (doc.share.size !== 1) return invalid("A workspace has one root, `files`.");
  const files = doc.getMap("files");
  for (const [type, keys] of transaction.changed) {
    const found = faultOfType(files, type, keys);
    if (found) return found;
  }
  return undefined;
}

// Yjs types the keys of `changed` loosely; each is told apart by identity and class below.
function faultOfType(files: Y.Map<unknown>, type: unknown, keys: ReadonlySet<string | null>): ShapeFault | undefined {
  if (type === files) return faultOfFiles(files, keys);
  if (type instanceof Y.Map && type.parent === files) return faultOfRow(type);
  if (type instanceof Y.Text && type.parent instanceof Y.Map && type.parent.parent === files) return faultOfText(type);
  return invalid("Rows hold plain fields and one text.");
}

function faultOfFiles(files: Y.Map<unknown>, keys: ReadonlySet<string | null>): ShapeFault | undefined {
  for (const key of keys) {
    if (key === null || key.length > maxKeyLength) return invalid("The id of a row is malformed.");
    const row = files.get(key);
    if (row === undefined) continue;
    if (!(row instanceof Y.Map)) return invalid("A row is a map.");
    const found = faultOfRow(row);
    if (found) return found;
  }
  if (files.size <= workspaceLimits.maxFiles) return undefined;
  return { code: "limit-files", message: `A workspace holds at most ${workspaceLimits.maxFiles} files and folders.` };
}

function faultOfRow(row: Y.Map<unknown>): ShapeFault | undefined {
  let fields = 0;
  for (const [key, value] of row.entries()) {
    fields += 1;
    if (fields > maxFieldsPerRow || key.length > maxKeyLength) return invalid("A row has too many fields.");
    const found = key === "text" ? faultOfText(value) : faultOfField(key, value);
    if (found) return found;
  }
  return undefined;
}

function faultOfText(text: unknown): ShapeFault | undefined {
  if (!(text instanceof Y.Text)) return invalid("A file's text is a text.");
  if (text.length <= workspaceLimits.maxTextFileBytes) return undefined;
  return { code: "too-large", message: "A text file holds at most 1 MiB." };
}

function faultOfField(key: string, value: unknown): ShapeFault | undefined {
  if (typeof value === "boolean") return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (typeof value === "string" && value.length <= (key === "name" ? workspaceLimits.maxNameBytes : maxFieldLength)) {
    return undefined;
  }
  return invalid(`The field ${key.slice(0, maxKeyLength)} is malformed.`);
}

function invalid(message: string): ShapeFault {
  return { code: "invalid-update", message };
}
