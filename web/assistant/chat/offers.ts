/** What the list behind `#` offers: things at hand first, then symbols of the open file, then files. */
import type { Pick, PickKind } from "../../../shared/chat/pick.ts";
import { panelLimits } from "./limits.ts";
import type { FileSymbol, ProjectFacts } from "./project-facts.ts";

export interface Offer {
  pick: Pick;
  /** What is written on its chip, after the `#`. */
  label: string;
}

/** Those that fit what was typed after `#`. `words` names the kinds in the language shown. */
export function offersFor(
  typed: string,
  facts: ProjectFacts,
  symbols: readonly FileSymbol[],
  words: Record<PickKind, string>,
): Offer[] {
  const wanted = typed.toLowerCase();
  const shown = readableShown(facts);
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const kinds = kindsAtHand(facts).filter(({ kind }) => fits(kind, words[kind]));
  const named = shown ? symbols.filter(({ name }) => fits(name, "symbol", words.symbol)) : [];
  const files = facts.paths().filter((path) => facts.mayRead(path) && fits(path));
  const picks: Pick[] = [
    ...kinds,
    ...named.map(({ name }): Pick => ({ kind: "symbol", path: shown?.path, name })),
    ...byFit(files, wanted).map((path): Pick => ({ kind: "file", path })),
  ];
  return picks.slice(0, panelLimits.maxOffers).map((pick) => ({ pick, label: pickLabel(pick, words) }));
}

/** What there is to pick now, besides symbols and files. */
export function kindsAtHand(facts: ProjectFacts): Pick[] {
  const selection = selectionPick(facts);
  return [
    ...(selection ? [selection] : []),
    ...(readableShown(facts) ? [{ kind: "problems" } as const] : []),
    ...(facts.terminal(1).trim() === "" ? [] : [{ kind: "terminal" } as const]),
    { kind: "codebase" },
    { kind: "docs" },
  ];
}

/** The file in the editor, where it may go along. */
export function readableShown(facts: ProjectFacts) {
  const shown = facts.shown();
  return shown && facts.mayRead(shown.path) ? shown : undefined;
}

export function selectionPick(facts: ProjectFacts): Pick | undefined {
  const shown = readableShown(facts);
  return shown?.selected && { kind: "selection", path: shown.path, lines: shown.selected };
}

export function pickLabel({ kind, path = "", name = "", lines }: Pick, words: Record<PickKind, string>): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  if (kind === "file") return file;
  if (kind === "symbol") return name;
  if (kind === "selection" && lines) return `${file}:${lines[0]}–${lines[1]}`;
  return words[kind];
}

/** Files whose own name begins with it, then those whose name holds it, then the rest. */
function byFit(paths: readonly string[], wanted: string): string[] {
  const rank = (path: string) => {
    const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
    return name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2;
  };
  return paths.toSorted((left, right) => rank(left) - rank(right));
}
