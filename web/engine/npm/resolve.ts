import { NpmError } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import { wasmReplacements } from "./platform.ts";
import { readWanted, type Wanted } from "./spec.ts";
import { addNode, connect, type Edge, edgeStart, edgesOf, fulfils, lookUp, looseNode, type TreeNode } from "./tree.ts";

/** What resolving asks of the outside. */
export interface ResolveSource {
  manifest(wanted: Exclude<Wanted, { type: "folder" }>): Promise<Manifest>;
  /** A package in a folder of the project, for `file:` and workspaces; null when there is none. */
  folder(name: string, path: string, from: TreeNode): { manifest: Manifest; home: string } | null;
}

export interface ResolveOptions {
  source: ResolveSource;
  /** Versions of an older lock by name: kept where they still fit. */
  preferred: ReadonlyMap<string, readonly Manifest[]>;
  /** `overrides` of package.json: name → version for the whole tree. */
  overrides: Readonly<Record<string, string>>;
  /** Called as soon as a package has its place. */
  placed(node: TreeNode): void;
  warn(sentence: string): void;
}

/** A package whose native parts are replaced brings none of them along. */
function withoutNativeParts(manifest: Manifest): Manifest {
  return wasmReplacements[manifest.name] === undefined ? manifest : { ...manifest, optionalDependencies: {} };
}

/** Finds manifests, remembers them, and fetches ahead: what a chosen version depends on is asked for at once. */
function createFinder(options: ResolveOptions) {
  const known = new Map<string, Promise<Manifest>>();
  const find = (name: string, text: string): Promise<Manifest> => {
    const key = `${name}@${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const promise = load(name, text);
    known.set(key, promise);
    promise.then(
      (manifest) => {
        for (const edge of edgesOf(manifest))
          if (edge.kind !== "peerOptional") void find(edge.name, edge.text).catch(() => undefined);
      },
      () => undefined,
    );
    return promise;
  };
  const load = async (name: string, text: string): Promise<Manifest> => {
    const wanted = readWanted(name, options.overrides[name] ?? text);
    if (wanted.type === "folder")
      throw new NpmError("EUNSUPPORTED", `${name}: the folder '${wanted.path}' has no package.json.`);
    const preferred = options.preferred.get(wanted.target)?.find((manifest) => fulfilsManifest(manifest, name, text));
    return withoutNativeParts(preferred ?? (await options.source.manifest(wanted)));
  };
  return find;
}

function fulfilsManifest(manifest: Manifest, name: string, text: string): boolean {
  return fulfils(looseNode(name, manifest), name, text);
}

function isInside(node: TreeNode, ancestor: TreeNode): boolean {
  for (let current: TreeNode | null = node; current !== null; current = current.parent)
    if (current === ancestor) return true;
  return false;
}

/** Whether a package put at `place` would come between a package below and what that one has found above. */
function shadows(
  place: TreeNode,
  name: string,
  manifest: Manifest,
  connected: readonly { from: TreeNode; edge: Edge }[],
): boolean {
  return connected.some(
    ({ from, edge }) =>
      edge.name === name &&
      edge.to !== null &&
      edge.to.parent !== null &&
      isInside(from, place) &&
      !isInside(edge.to.parent, place) &&
      !fulfilsManifest(manifest, name, edge.text),
  );
}

/** Whether a package at `place` would find peers there that do not fit it. */
function peersClash(place: TreeNode, manifest: Manifest): boolean {
  return Object.entries(manifest.peerDependencies).some(([name, text]) => {
    const found = lookUp(place, name);
    return found !== null && !fulfils(found, name, text);
  });
}

/** The highest place from which `start` finds the package and nobody else finds a wrong one: npm's hoisting. */
function findPlace(
  start: TreeNode,
  name: string,
  manifest: Manifest,
  connected: readonly { from: TreeNode; edge: Edge }[],
): TreeNode {
  let best = start;
  for (let place: TreeNode | null = start; place !== null; place = place.parent) {
    if (place.children.has(name)) break;
    if (!shadows(place, name, manifest, connected) && !peersClash(place, manifest)) best = place;
  }
  return best;
}

/** Dependencies in npm's order (by name), those first that others of the list have as peers. */
function orderedEdges(node: TreeNode): Edge[] {
  return [...node.edges].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Fills the tree below `root`, breadth first, each package as high as it can be. Throws an NpmError for what cannot be had. */
export async function resolveTree(root: TreeNode, options: ResolveOptions): Promise<void> {
  const find = createFinder(options);
  for (const edge of root.edges) if (readsFromRegistry(edge)) void find(edge.name, edge.text).catch(() => undefined);
  const connected: { from: TreeNode; edge: Edge }[] = [];
  const queue: TreeNode[] = [root];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const edge of orderedEdges(node)) {
      const placed = await fulfilEdge(node, edge, find, connected, options);
      if (edge.to !== null) connected.push({ from: node, edge });
      if (placed !== null) queue.push(placed);
    }
  }
  connect(root);
}

function readsFromRegistry(edge: Edge): boolean {
  return edge.kind !== "peerOptional" && !/^(file:|link:|workspace:|\.|\/)/.test(edge.text);
}

async function fulfilEdge(
  node: TreeNode,
  edge: Edge,
  find: (name: string, text: string) => Promise<Manifest>,
  connected: readonly { from: TreeNode; edge: Edge }[],
  options: ResolveOptions,
): Promise<TreeNode | null> {
  const start = edgeStart(node, edge);
  const found = lookUp(start, edge.name);
  const text = options.overrides[edge.name] ?? edge.text;
  if (found !== null && fulfils(found, edge.name, text)) {
    edge.to = found;
    return null;
  }
  if (edge.kind === "peerOptional") return null;
  if (found !== null && edge.kind === "peer" && (start.children.has(edge.name) || start.parent === null)) {
    options.warn(
      `${node.manifest.name}@${node.manifest.version} wants ${edge.name}@${edge.text} beside it, but ${found.manifest.version} is there.`,
    );
    return null;
  }
  const folder = /^(file:|link:|workspace:|\.{1,2}\/|\/)/.test(text)
    ? options.source.folder(edge.name, text.replace(/^(file|link|workspace):/, ""), node)
    : null;
  if (folder !== null) {
    const linked = addNode(start, edge.name, folder.manifest, folder.home);
    edge.to = linked;
    return linked;
  }
  let manifest: Manifest;
  try {
    manifest = await find(edge.name, edge.text);
  } catch (error) {
    if (edge.kind === "optional" && error instanceof NpmError && error.code !== "EOFFLINE") return null;
    throw error;
  }
  const placed = addNode(findPlace(start, edge.name, manifest, connected), edge.name, manifest);
  edge.to = placed;
  options.placed(placed);
  return placed;
}
