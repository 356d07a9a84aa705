/** What the mirror does about one path, from what was equal last, what the engine has and what the document has. Pure. */

/** A digest of a file's bytes, `folder`, or `missing`. */
export type PathState = string;
export const missing = "missing";
export const folder = "folder";

export type Decision =
  | "nothing"
  /** Both are equal: remember it. */
  | "agree"
  /** The engine gets what the document has (or loses what it lacks). */
  | "to-engine"
  | "to-document"
  /** Both changed a file: join the changes, the document's prevails where they meet. */
  | "merge";

export interface PathFacts {
  /** State at the last agreement. */
  base: PathState;
  engine: PathState;
  document: PathState;
  /** Programs of this person may write into the document. */
  mayPublish: boolean;
  ignored: boolean;
}

export function decide({ base, engine, document, mayPublish, ignored }: PathFacts): Decision {
  if (engine === document) return engine === base ? "nothing" : "agree";
  const onlyEngineKnows = document === missing && base === missing;
  if (onlyEngineKnows && ignored) return "nothing";
  if (engine === base) return "to-engine";
  if (document === base) return mayPublish ? "to-document" : "nothing";
  // Both changed. What a person deleted and a program wrote again comes back; what a program deleted and a person edited stays.
  if (document === missing) return mayPublish ? "to-document" : "nothing";
  const bothFiles = isFile(engine) && isFile(document);
  return bothFiles && mayPublish ? "merge" : "to-engine";
}

function isFile(state: PathState): boolean {
  return state !== missing && state !== folder;
}
