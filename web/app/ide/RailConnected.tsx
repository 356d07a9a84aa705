import { useStore } from "zustand";
import { type Layout, pressPhoneRail, pressRail } from "../../state/layout.ts";
import { Rail, type RailEntry } from "./Rail.tsx";
import { usePorts } from "./use-engine.ts";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

export function RailConnected({ bench, page, phone }: { bench: Workbench; page: Page; phone: boolean }) {
  const layout = useStore(bench.layout);
  const ports = usePorts(bench);
  const on = phone ? phoneOn(layout) : desktopOn(layout);
  const marked: RailEntry[] = ports.length > 0 && !on.includes("preview") ? ["preview"] : [];
  const press = (entry: RailEntry) => {
    if (entry === "settings") return page.run("settings");
    if (phone) return bench.layout.set(pressPhoneRail(layout, entry === "editor" ? undefined : entry));
    if (entry === "terminal") return bench.layout.set({ bottomOpen: !layout.bottomOpen });
    if (entry === "preview") return bench.layout.set({ rightOpen: !layout.rightOpen });
    if (entry === "assistant") return layout.chatOpen ? bench.layout.set({ chatOpen: false }) : page.run("chat");
    if (entry !== "editor") bench.layout.set(pressRail(layout, entry));
  };
  return <Rail phone={phone} on={on} marked={marked} onPress={press} />;
}

function desktopOn(layout: Layout): RailEntry[] {
  const on: RailEntry[] = layout.sideOpen ? [layout.side] : [];
  if (layout.bottomOpen) on.push("terminal");
  if (layout.rightOpen) on.push("preview");
  if (layout.chatOpen) on.push("assistant");
  return on;
}

function phoneOn(layout: Layout): RailEntry[] {
  return [layout.phone ?? "editor"];
}
