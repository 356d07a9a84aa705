/** Where things lie in a checkout. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
export const dist = join(root, "dist");
export const bin = (name: string): string => join(root, "node_modules", ".bin", name);
