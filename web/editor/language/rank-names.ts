/** The names of the popup: what the statistical engine expects and what the language service calls valid, in one order. */
import type { IdentifierCandidate } from "../../../shared/completion/provider.ts";
import type { NameEntry, NamesAnswer } from "../../../shared/language/answers.ts";
import { hasLettersInOrder } from "../../../shared/language/letters-in-order.ts";

/**
 * How much likelier a name is that the service knows here, and what the first of those has that the engine does not expect.
 * Chosen on the development packages: a new name, a new key or a member of an untyped value is valid and unknown to the service.
 */
const validWeight = 8;
const unexpectedProbability = 0.002;

/** Where every name is known there are no others: the members of a typed value. */
export function rankNames(
  path: string,
  { members, entries }: Pick<NamesAnswer, "members" | "entries">,
  likely: readonly IdentifierCandidate[],
  typed: string,
): NameEntry[] {
  const lower = typed.toLowerCase();
  const valid = entries.filter(({ name }) => hasLettersInOrder(name.toLowerCase(), lower));
  const begins = ({ name }: NameEntry) => name.toLowerCase().startsWith(lower);
  const begun = valid.filter(begins);
  const complete = members && /\.[cm]?tsx?$/.test(path) && begun.length > 0;
  const known = new Map(valid.map((entry) => [entry.name, entry]));
  const expected = new Set(likely.map(({ text }) => text));
  const scored = [
    ...likely
      // The engine reads 0xab as a number, not as a word begun: another name would take its place.
      .filter(({ text }) => text.startsWith(typed) && (known.has(text) || !complete))
      .map(({ text, probability }) => ({
        entry: known.get(text) ?? unknownName(text),
        score: probability * (known.has(text) ? validWeight : 1),
      })),
    ...begun
      .filter(({ name }) => !expected.has(name))
      .map((entry, index) => ({ entry, score: (unexpectedProbability * validWeight) / (1 + index) })),
  ];
  const ranked = scored.sort((one, other) => other.score - one.score).map(({ entry }) => entry);
  return [...ranked, ...valid.filter((entry) => !begins(entry))];
}

function unknownName(name: string): NameEntry {
  return { name, kind: "text", sort: "" };
}
