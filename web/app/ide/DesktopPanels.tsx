import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import { useStore } from "zustand";
import { useText } from "../../i18n/text.tsx";
import { EditorArea } from "./EditorArea.tsx";
import css from "./Ide.module.css";
import { PreviewConnected, SidePanelConnected, TerminalConnected } from "./panels.tsx";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

interface DesktopPanelsProps {
  bench: Workbench;
  page: Page;
  wide: boolean;
}

/** Side panel, editor over terminal, preview; every border can be dragged or moved by arrows, and is remembered. */
export function DesktopPanels({ bench, page, wide }: DesktopPanelsProps) {
  const text = useText();
  const { sideOpen, bottomOpen, rightOpen } = useStore(bench.layout);
  const columns = ["side", "main", "right"].filter((id) =>
    id === "side" ? sideOpen : id === "right" ? rightOpen : true,
  );
  const rows = bottomOpen ? ["editor", "bottom"] : ["editor"];
  const across = useDefaultLayout({ id: "glasshouse.columns", panelIds: columns, storage: localStorage });
  const down = useDefaultLayout({ id: "glasshouse.rows", panelIds: rows, storage: localStorage });
  return (
    <Group orientation="horizontal" defaultLayout={across.defaultLayout} onLayoutChanged={across.onLayoutChanged}>
      {sideOpen && (
        <>
          <Panel
            id="side"
            defaultSize={wide ? 232 : 184}
            minSize={150}
            maxSize="40%"
            groupResizeBehavior="preserve-pixel-size"
          >
            <div className={css["side"]} data-region="side">
              <SidePanelConnected bench={bench} page={page} phone={false} />
            </div>
          </Panel>
          <Separator className={css["column"]} aria-label={text.regions.resize(text.regions.side)} />
        </>
      )}
      <Panel id="main" minSize={260}>
        <div className={css["fill"]}>
          <Group orientation="vertical" defaultLayout={down.defaultLayout} onLayoutChanged={down.onLayoutChanged}>
            <Panel id="editor" minSize={120}>
              <EditorArea bench={bench} page={page} />
            </Panel>
            {bottomOpen && (
              <>
                <Separator className={css["row"]} aria-label={text.regions.resize(text.regions.bottom)} />
                <Panel id="bottom" defaultSize={216} minSize={80} groupResizeBehavior="preserve-pixel-size">
                  <div className={css["fill"]} data-region="bottom">
                    <TerminalConnected bench={bench} />
                  </div>
                </Panel>
              </>
            )}
          </Group>
        </div>
      </Panel>
      {rightOpen && (
        <>
          <Separator className={css["column"]} aria-label={text.regions.resize(text.regions.right)} />
          <Panel
            id="right"
            defaultSize={wide ? 404 : 280}
            minSize={220}
            maxSize="60%"
            groupResizeBehavior="preserve-pixel-size"
          >
            <div className={css["fill"]} data-region="right">
              <PreviewConnected bench={bench} page={page} />
            </div>
          </Panel>
        </>
      )}
    </Group>
  );
}
