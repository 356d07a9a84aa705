import { useStore } from "zustand";
import { EditorArea } from "./EditorArea.tsx";
import css from "./Ide.module.css";
import { ChatPanelConnected, PreviewConnected, SidePanelConnected, TerminalConnected } from "./panels.tsx";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

/** One column: the editor, and one panel at a time over it. */
export function PhonePanels({ bench, page }: { bench: Workbench; page: Page }) {
  const panel = useStore(bench.layout, (layout) => layout.phone);
  return (
    <main className={css["phone"]}>
      <div className={css["fill"]} inert={panel !== undefined}>
        <EditorArea bench={bench} page={page} />
      </div>
      {panel !== undefined && (
        <div
          className={css["slide"]}
          data-region={
            panel === "terminal" ? "bottom" : panel === "preview" || panel === "assistant" ? "right" : "side"
          }
        >
          {panel === "terminal" && <TerminalConnected bench={bench} />}
          {panel === "preview" && <PreviewConnected bench={bench} page={page} />}
          {panel === "assistant" && <ChatPanelConnected bench={bench} page={page} />}
          {(panel === "files" || panel === "search") && <SidePanelConnected bench={bench} page={page} phone />}
        </div>
      )}
    </main>
  );
}
