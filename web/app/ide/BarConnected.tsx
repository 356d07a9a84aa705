import { useStore } from "zustand";
import { Bar } from "./Bar.tsx";
import { isMac } from "./platform.ts";
import { keysText, shortcuts } from "./shortcuts.ts";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

export function BarConnected({ bench, page }: { bench: Workbench; page: Page }) {
  const people = useStore(bench.session.people);
  const { phase } = useStore(bench.program.phase);
  return (
    <Bar
      name={page.name}
      owner={page.role === "owner"}
      viewOnly={page.role === "viewer"}
      people={people}
      phase={phase}
      paletteKeys={keysText(shortcuts.palette, isMac)}
      runKeys={keysText(shortcuts.run, isMac)}
      onRename={page.rename}
      onPalette={() => page.run("palette")}
      onRun={() => page.run("run")}
      onStop={() => page.run("stop")}
      onShare={() => page.run("share")}
    />
  );
}
