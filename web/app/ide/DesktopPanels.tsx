import { useStore } from "zustand";
import { useText } from "../../i18n/text.tsx";
import { type PanelName, panelBounds, usualSizes } from "../../state/layout.ts";
import { Splitter } from "../../ui/Splitter.tsx";
import { EditorArea } from "./EditorArea.tsx";
import css from "./Ide.module.css";
import { ChatPanelConnected, PreviewConnected, SidePanelConnected, TerminalConnected } from "./panels.tsx";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

interface DesktopPanelsProps {
  bench: Workbench;
  page: Page;
  width: "wide" | "medium";
}

const splitters = {
  side: { line: "vertical", grows: "forward" },
  right: { line: "vertical", grows: "backward" },
  bottom: { line: "horizontal", grows: "backward" },
  chat: { line: "horizontal", grows: "backward" },
} as const;

/** Side panel, editor over terminal, preview over assistant; every border can be dragged or moved by arrows, and is remembered. */
export function DesktopPanels({ bench, page, width }: DesktopPanelsProps) {
  const text = useText();
  const { sideOpen, bottomOpen, rightOpen, chatOpen, sizes } = useStore(bench.layout);
  const size = sizes[width];
  const splitter = (panel: PanelName) => (
    <Splitter
      {...splitters[panel]}
      {...panelBounds[panel]}
      label={text.regions.resize(text.regions[panel])}
      size={size[panel]}
      usual={usualSizes[width][panel]}
      onSize={(next) => bench.layout.set({ sizes: { ...sizes, [width]: { ...size, [panel]: next } } })}
    />
  );
  return (
    <div className={css["columns"]}>
      {sideOpen && (
        <>
          <div className={css["side"]} data-region="side" style={{ width: size.side }}>
            <SidePanelConnected bench={bench} page={page} phone={false} />
          </div>
          {splitter("side")}
        </>
      )}
      <div className={css["center"]}>
        <EditorArea bench={bench} page={page} />
        {bottomOpen && (
          <>
            {splitter("bottom")}
            <div className={css["bottom"]} data-region="bottom" style={{ height: size.bottom }}>
              <TerminalConnected bench={bench} />
            </div>
          </>
        )}
      </div>
      {(rightOpen || chatOpen) && (
        <>
          {splitter("right")}
          <div className={css["right"]} data-region="right" style={{ width: size.right }}>
            {rightOpen && (
              <div className={css["upper"]}>
                <PreviewConnected bench={bench} page={page} />
              </div>
            )}
            {rightOpen && chatOpen && splitter("chat")}
            {chatOpen && (
              <div className={css[rightOpen ? "chat" : "upper"]} style={rightOpen ? { height: size.chat } : {}}>
                <ChatPanelConnected bench={bench} page={page} />
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}
