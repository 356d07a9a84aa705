/** Which file to show when a project is opened for the first time. */
import type { FileTree } from "../../../shared/workspace/tree.ts";

const likely = [
  /^src\/(app|main|index|server)\.(tsx|ts|jsx|js|mjs)$/i,
  /^(server|app|main|index)\.(ts|tsx|js|jsx|mjs)$/i,
  /^index\.html$/i,
  /^readme\.md$/i,
  /\.(ts|js|tsx|jsx|mjs|py|html)$/i,
];

/** The file a newcomer wants to read first: the program's start, else a page, else the README, else any text file. */
export function firstFile(tree: FileTree): string | undefined {
  const files = tree.rows.filter((row) => row.kind === "file");
  for (const pattern of likely) {
    const found = files.find((row) => pattern.test(row.path));
    if (found) return found.id;
  }
  return files[0]?.id;
}
