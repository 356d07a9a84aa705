import { useStore } from "zustand";
import { SearchPanel } from "../../explorer/SearchPanel.tsx";
import type { PanelProps } from "./panels.tsx";

export function SearchConnected({ bench, page }: Pick<PanelProps, "bench" | "page">) {
  const { session } = bench;
  const tree = useStore(session.files.tree);
  return <SearchPanel tree={tree} textOf={(id) => session.files.text(id)?.toString()} onOpen={page.showFile} />;
}
