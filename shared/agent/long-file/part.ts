/** A part of a long file as a model sees it: for an answer's edits it is the whole file, so that nothing outside of it can change. */
import type { Project } from "../edits/apply-edits.ts";
import type { EditPorts } from "../edits/ask-for-edits.ts";
import type { EditOperation, EditRefusal } from "../edits/operation.ts";

/** Lines of a text: offsets of where they begin and end. */
export interface Part {
  path: string;
  text: string;
  from: number;
  to: number;
}

/** The whole file with another text in the part's place, whose last line ends as the part's own does. */
export function spliced({ text, from, to }: Part, written: string): string {
  return text.slice(0, from) + endedAs(text.slice(from, to), written) + text.slice(to);
}

export function endedAs(before: string, written: string): string {
  return before.endsWith("\n") && written !== "" && !written.endsWith("\n") ? `${written}\n` : written;
}

/** `hidden`: a file that is there, but is written as if it were not. */
export function partProject(part: Part, project: Project, hidden?: string): Project {
  return {
    read(path) {
      if (path === hidden) return undefined;
      return path === part.path ? part.text.slice(part.from, part.to) : project.read(path);
    },
    symbolAt(path, text, symbol) {
      if (path !== part.path) return project.symbolAt(path, text, symbol);
      const place = project.symbolAt(path, spliced(part, text), symbol);
      if (!place || place.start < part.from || place.to > part.from + text.length) return undefined;
      const from = Math.max(0, place.from - part.from);
      return { from, start: place.start - part.from, to: place.to - part.from };
    },
  };
}

export function partGates(part: Part, gates: EditPorts["gates"]): EditPorts["gates"] {
  const whole = (path: string, text: string) => (path === part.path ? spliced(part, text) : text);
  const { problems, objects } = gates;
  return {
    parseErrors: (path, text) => gates.parseErrors(path, whole(path, text)),
    ...(objects ? { objects } : {}),
    ...(problems
      ? {
          problems(path, text, files) {
            const entries = [...files].map(([of, own]) => [of, own === undefined ? own : whole(of, own)] as const);
            return problems(path, whole(path, text), new Map(entries));
          },
        }
      : {}),
  };
}

/** A part is patched: what a model writes as the file may be any of it. */
export function onlyPatches(path: string) {
  return (operation: EditOperation): EditRefusal | undefined => {
    if (operation.path !== path || operation.kind === "replace" || operation.kind === "symbol") return undefined;
    const message = `${path} is longer than what you were shown: change the lines that differ, do not write it anew.`;
    return { code: "rewrite", path, message };
  };
}
