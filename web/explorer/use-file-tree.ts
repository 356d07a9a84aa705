/** The headless tree over the workspace's rows: focus, expansion, arrows, type-ahead and drags. */
import { dragAndDropFeature, hotkeysCoreFeature, syncDataLoaderFeature, type TreeInstance } from "@headless-tree/core";
import { useTree } from "@headless-tree/react";
import { useEffect, useRef } from "react";
import type { FileTree, TreeRow } from "../../shared/workspace/tree.ts";

/** The headless tree needs an id for the top folder, which the document calls "". */
export const topId = "top";

interface Options {
  tree: FileTree;
  readOnly: boolean;
  onOpen(id: string): void;
  onMove(ids: readonly string[], parent: string): void;
  onDropFiles(data: DataTransfer, parent: string): void;
}

const top: TreeRow = { id: "", parent: "", name: "", path: "", kind: "folder", depth: -1, executable: false };

export function useFileTree(options: Options): TreeInstance<TreeRow> {
  const latest = useRef(options);
  latest.current = options;
  const parentOf = (item: { getItemData(): TreeRow }) => {
    const row = item.getItemData();
    return row.kind === "folder" ? row.id : row.parent;
  };
  const tree = useTree<TreeRow>({
    rootItemId: topId,
    indent: 14,
    canReorder: false,
    features: [syncDataLoaderFeature, hotkeysCoreFeature, dragAndDropFeature],
    dataLoader: {
      getItem: (id) => latest.current.tree.byId.get(id) ?? top,
      getChildren: (id) => (latest.current.tree.children.get(id === topId ? "" : id) ?? []).map((row) => row.id),
    },
    getItemName: (item) => item.getItemData().name,
    isItemFolder: (item) => item.getItemData().kind === "folder",
    ignoreHotkeysOnInputs: true,
    onPrimaryAction: (item) => {
      if (item.getItemData().kind !== "folder") latest.current.onOpen(item.getId());
    },
    canDrag: () => !latest.current.readOnly,
    canDrop: (items, target) => items.every((item) => canMove(item.getItemData(), target.item.getItemData())),
    onDrop: (items, target) =>
      latest.current.onMove(
        items.map((item) => item.getId()),
        parentOf(target.item),
      ),
    canDragForeignDragObjectOver: (data) => !latest.current.readOnly && data.types.includes("Files"),
    canDropForeignDragObject: (data) => !latest.current.readOnly && data.types.includes("Files"),
    onDropForeignDragObject: (data, target) => latest.current.onDropFiles(data, parentOf(target.item)),
  });
  const rows = options.tree;
  useEffect(() => {
    // The headless tree caches rows until it is told; the loader reads the newest.
    latest.current.tree = rows;
    tree.rebuildTree();
  }, [rows, tree]);
  return tree;
}

/** A row may go into another folder than its own that is not itself or below it. */
export function canMove(row: TreeRow, target: TreeRow): boolean {
  if (target.kind !== "folder" || row.parent === target.id || row.id === target.id) return false;
  return !target.path.startsWith(`${row.path}/`);
}
