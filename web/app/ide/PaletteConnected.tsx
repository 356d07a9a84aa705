import { useMemo } from "react";
import { useStore } from "zustand";
import { mayAssist } from "../../../shared/access/dial.ts";
import { paletteCommands } from "./commands.ts";
import { Palette } from "./Palette.tsx";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

export function PaletteConnected({ bench, page, onClose }: { bench: Workbench; page: Page; onClose(): void }) {
  const tree = useStore(bench.session.files.tree);
  const { phase } = useStore(bench.program.phase);
  const assistant = useStore(bench.settings, (settings) => settings.assistant);
  const active = useStore(bench.tabs, (tabs) => tabs.active);
  const hasFile = active !== undefined;
  const dial = useStore(bench.dial);
  const files = useMemo(
    () => tree.rows.filter((row) => row.kind !== "folder").map(({ id, path, name }) => ({ id, path, name })),
    [tree],
  );
  const facts = {
    running: phase !== "idle",
    readOnly: page.readOnly,
    owner: page.role === "owner",
    assistant,
    hasFile,
    assistantWrites: assistant && mayAssist(dial, "edit", ""),
    assistantActs: assistant && mayAssist(dial, "agent", ""),
    assistantEdits: assistant && hasFile && mayAssist(dial, "edit", tree.byId.get(active)?.path ?? ""),
  };
  return (
    <Palette
      files={files}
      commands={paletteCommands(facts)}
      onFile={page.showFile}
      onCommand={page.run}
      onClose={onClose}
    />
  );
}
