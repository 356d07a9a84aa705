import { lstatSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode, errorText } from "../lib/errors.ts";
import type { Tool } from "../lib/tool.ts";
import { parseExpression, type Visit } from "./find-expression.ts";

/** `find [path…] [expression]`. */
export const find: Tool = (args, io) => {
  const start = args.findIndex((word) => /^-./.test(word) || word === "!" || word === "(");
  const roots = start === -1 ? [...args] : args.slice(0, start);
  const plan = parseExpression(start === -1 ? [] : args.slice(start), io);
  let status = 0;
  const apply = (visit: Visit) => {
    if (visit.depth >= plan.minDepth && plan.test(visit) && !plan.acts) io.write(`${visit.path}\n`);
  };
  const walk = (path: string, depth: number) => {
    try {
      const visit: Visit = { path, depth, stats: lstatSync(resolve(io.cwd, path)), prune: false };
      if (!plan.depthFirst) apply(visit);
      if (visit.stats.isDirectory() && !visit.prune && depth < plan.maxDepth)
        for (const name of readdirSync(resolve(io.cwd, path)))
          walk(path.endsWith("/") ? path + name : `${path}/${name}`, depth + 1);
      if (plan.depthFirst) apply(visit);
    } catch (error) {
      if (errorCode(error) === "" || errorCode(error) === "EPIPE") throw error;
      io.error(`find: '${path}': ${errorText(error)}\n`);
      status = 1;
    }
  };
  for (const root of roots.length === 0 ? ["."] : roots) walk(root, 0);
  return status;
};
