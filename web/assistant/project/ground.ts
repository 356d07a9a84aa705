/** What there is before a project is written: what is asked for, and what was generated before. */
import { agentLimits } from "../../../shared/agent/limits.ts";
import { graphPath, type ProjectGraph, readGraph } from "../../../shared/agent/project/graph.ts";
import { readPseudoCode, readSpec, type SpecItem } from "../../../shared/agent/project/spec-items.ts";
import { isSecretPath } from "../../../shared/models/secrets.ts";
import { IgnoreRules } from "../../../shared/workspace/ignore.ts";

/** Where the words of somebody who has no specification are kept. */
export const descriptionPath = "spec/project.md";

export interface ProjectGround {
  items: readonly SpecItem[];
  graph: ProjectGraph | undefined;
  /** Why the graph that is there cannot be read: everything counts as a person's then. */
  graphProblem: string | undefined;
  /** Paths of the files that are there. */
  paths: readonly string[];
}

export interface GroundPorts {
  /** Paths of the project's files of text. */
  paths(): readonly string[];
  read(path: string): string | undefined;
}

const specification = /^spec\/.+\.md$/i;
const source = /\.(?:[cm]?[jt]sx?|vue|svelte|java|kt|go|rs|c|cc|cpp|h|hpp|cs|swift|scala|php)$/;

/** `description`: the specification's words where there is none in the project. */
export function readGround(ports: GroundPorts, description = ""): ProjectGround {
  const ignored = new IgnoreRules();
  const paths = ports.paths().filter((path) => !isSecretPath(path) && !ignored.ignores(path, false));
  const texts = new Map(paths.map((path) => [path, ports.read(path) ?? ""]));
  if (!paths.some((path) => specification.test(path)) && description.trim() !== "") {
    texts.set(descriptionPath, description);
  }
  const items = [...texts].flatMap(([path, text]) => {
    if (specification.test(path)) return readSpec(path, text);
    return source.test(path) && text.includes("//!") ? readPseudoCode(path, text) : [];
  });
  const json = ports.read(graphPath);
  const graph = json === undefined ? undefined : readGraph(json);
  return {
    items: items.slice(0, agentLimits.maxSpecItems),
    graph: graph?.ok ? graph.value : undefined,
    graphProblem: graph && !graph.ok ? graph.message : undefined,
    paths,
  };
}
