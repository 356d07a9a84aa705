/** A command whose result must be what Debian's program of the same name gives. `files`: also compare what it left in the folder. */
export interface GoldenCase {
  command: string[];
  input?: string;
  files?: boolean;
}

/** A case whose output and status count. */
export const c = (command: string, input?: string): GoldenCase => ({
  command: split(command),
  ...(input === undefined ? {} : { input }),
});
/** A case that leaves files behind. */
export const f = (command: string): GoldenCase => ({ command: split(command), files: true });

/** Words of a case: blanks separate, single quotes protect. */
function split(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));
}
