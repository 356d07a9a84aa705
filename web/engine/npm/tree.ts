import { satisfies } from "semver";
import type { Manifest } from "./manifest.ts";
import { readWanted, type Wanted } from "./spec.ts";

export type EdgeKind = "prod" | "dev" | "optional" | "peer" | "peerOptional";

/** One dependency of a package, and the package that fulfils it. */
export interface Edge {
  name: string;
  text: string;
  kind: EdgeKind;
  to: TreeNode | null;
}

/** A package in its place. The root of the tree is the project itself. */
export interface TreeNode {
  /** Its folder's name in node_modules: an alias or the package's name. */
  name: string;
  /** Its place: `node_modules/a/node_modules/b`; "" for the root. */
  location: string;
  /** The folder that holds its own node_modules; differs from `location` for a link. */
  home: string;
  parent: TreeNode | null;
  children: Map<string, TreeNode>;
  manifest: Manifest;
  link: boolean;
  edges: Edge[];
}

/** A package that stands in no tree yet. */
export function looseNode(name: string, manifest: Manifest): TreeNode {
  return { name, location: "", home: "", parent: null, children: new Map(), manifest, link: false, edges: [] };
}

export function createRoot(manifest: Manifest, devDependencies: Record<string, string>): TreeNode {
  const root = looseNode(manifest.name, manifest);
  root.edges = [
    ...edgesOf(manifest),
    ...Object.entries(devDependencies).map(([name, text]): Edge => ({ name, text, kind: "dev", to: null })),
  ];
  return root;
}

/** The dependencies a manifest names. */
export function edgesOf(manifest: Manifest): Edge[] {
  const edges: Edge[] = [];
  const add = (record: Record<string, string>, kind: (name: string) => EdgeKind) => {
    for (const [name, text] of Object.entries(record)) edges.push({ name, text, kind: kind(name), to: null });
  };
  add(manifest.dependencies, () => "prod");
  add(manifest.optionalDependencies, () => "optional");
  add(manifest.peerDependencies, (name) => (manifest.optionalPeers.includes(name) ? "peerOptional" : "peer"));
  return edges;
}

export function addNode(parent: TreeNode, name: string, manifest: Manifest, link: string | null = null): TreeNode {
  const location = `${parent.home === "" ? "" : `${parent.home}/`}node_modules/${name}`;
  const node: TreeNode = {
    name,
    location,
    home: link ?? location,
    parent,
    children: new Map(),
    manifest,
    link: link !== null,
    edges: edgesOf(manifest),
  };
  parent.children.set(name, node);
  return node;
}

/** What `require(name)` finds from a package: its own node_modules, then its parents'. */
export function lookUp(from: TreeNode, name: string): TreeNode | null {
  for (let node: TreeNode | null = from; node !== null; node = node.parent) {
    const found = node.children.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

/** Where a peer dependency is looked for: beside the package, not inside it. */
export function edgeStart(node: TreeNode, edge: Edge): TreeNode {
  return edge.kind === "peer" || edge.kind === "peerOptional" ? (node.parent ?? node) : node;
}

/** Whether a package in place is what a dependency asks for. A tag is fulfilled by any version of its package. */
export function fulfils(node: TreeNode, name: string, text: string): boolean {
  if (node.link) return true;
  const wanted: Wanted = readWanted(name, text);
  if (wanted.type === "folder") return false;
  if (node.manifest.name !== wanted.target) return false;
  if (wanted.type === "tag") return true;
  return wanted.range === "*" || satisfies(node.manifest.version, wanted.range, { loose: true });
}

/** All packages of a tree but the root, parents before children. */
export function* allNodes(root: TreeNode): Generator<TreeNode> {
  for (const child of root.children.values()) {
    yield child;
    yield* allNodes(child);
  }
}

/** Connects every dependency with what it finds; false when one that must be there is missing or does not fit. */
export function connect(root: TreeNode): boolean {
  let complete = true;
  for (const node of [root, ...allNodes(root)])
    for (const edge of node.edges) {
      const found = lookUp(edgeStart(node, edge), edge.name);
      edge.to = found !== null && fulfils(found, edge.name, edge.text) ? found : null;
      const needed = edge.kind === "prod" || edge.kind === "dev" || (edge.kind === "peer" && found === null);
      if (edge.to === null && needed) complete = false;
    }
  return complete;
}

/** Why a package is there, as a lock says it. */
export interface Flags {
  dev: boolean;
  optional: boolean;
  devOptional: boolean;
  peer: boolean;
}

/** For each package: is it there only for development, only if possible, only as a peer? Needs connected edges. */
export function flagsOf(root: TreeNode): Map<TreeNode, Flags> {
  const reach = (allowed: readonly EdgeKind[]): Set<TreeNode> => {
    const seen = new Set<TreeNode>();
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop())
      for (const edge of node.edges)
        if (edge.to !== null && allowed.includes(edge.kind) && !seen.has(edge.to)) {
          seen.add(edge.to);
          stack.push(edge.to);
        }
    return seen;
  };
  const production = reach(["prod", "peer", "peerOptional"]);
  const withDevelopment = reach(["prod", "dev", "peer", "peerOptional"]);
  const withOptional = reach(["prod", "optional", "peer", "peerOptional"]);
  const withoutPeers = reach(["prod", "dev", "optional"]);
  const flags = new Map<TreeNode, Flags>();
  for (const node of allNodes(root)) {
    const development = !withOptional.has(node);
    const optional = !withDevelopment.has(node);
    flags.set(node, {
      dev: development,
      optional,
      devOptional: !production.has(node) && !development && !optional,
      peer: !withoutPeers.has(node),
    });
  }
  return flags;
}
