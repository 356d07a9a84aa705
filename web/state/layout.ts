/** Which panels are open; kept in this browser. */
import * as v from "valibot";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type KeptText, parseJson } from "./settings.ts";

export const sidePanels = ["files", "search"] as const;
export type SidePanel = (typeof sidePanels)[number];
/** On a phone one panel at a time slides over the editor. */
export type PhonePanel = SidePanel | "terminal" | "preview" | "assistant";

const usualChatPx = 440;
const sizesSchema = v.object({
  side: v.number(),
  right: v.number(),
  bottom: v.number(),
  /** Height under the preview. */
  chat: v.optional(v.number(), usualChatPx),
});
const keptSchema = v.object({
  side: v.picklist(sidePanels),
  sideOpen: v.boolean(),
  bottomOpen: v.boolean(),
  rightOpen: v.boolean(),
  chatOpen: v.optional(v.boolean(), false),
  /** CSS pixels, by how much room the window has. */
  sizes: v.object({ wide: sizesSchema, medium: sizesSchema }),
});
export type PanelName = keyof v.InferOutput<typeof sizesSchema>;

/** Sizes before anybody dragged a border. */
export const usualSizes = {
  wide: { side: 232, right: 404, bottom: 216, chat: usualChatPx },
  medium: { side: 184, right: 280, bottom: 216, chat: usualChatPx },
} as const;

/** How far a border can be dragged; the window's own width bounds it further. */
export const panelBounds: Record<PanelName, { min: number; max: number }> = {
  side: { min: 150, max: 560 },
  right: { min: 220, max: 1_200 },
  bottom: { min: 80, max: 900 },
  chat: { min: 160, max: 1_200 },
};

export interface Layout extends v.InferOutput<typeof keptSchema> {
  phone: PhonePanel | undefined;
}

export interface LayoutStore extends StoreApi<Layout> {
  set(change: Partial<Layout>): void;
}

const key = "glasshouse.layout";
const defaults: Layout = {
  side: "files",
  sideOpen: true,
  bottomOpen: true,
  rightOpen: true,
  chatOpen: false,
  sizes: usualSizes,
  phone: undefined,
};

export function createLayout(storage: KeptText): LayoutStore {
  const kept = v.safeParse(keptSchema, parseJson(storage.getItem(key)));
  const store = createStore<Layout>()(() => ({ ...defaults, ...(kept.success ? kept.output : {}) }));
  return {
    ...store,
    set(change) {
      store.setState(change);
      const { phone: _phone, ...keep } = store.getState();
      storage.setItem(key, JSON.stringify(keep));
    },
  };
}

/** The layout after a click on a rail entry: the panel that is shown closes, another one takes its place. */
export function pressRail(layout: Layout, panel: SidePanel): Partial<Layout> {
  if (layout.sideOpen && layout.side === panel) return { sideOpen: false };
  return { side: panel, sideOpen: true };
}

/** The phone panel after a press on its rail entry: a second press goes back to the editor. */
export function pressPhoneRail(layout: Layout, panel: PhonePanel | undefined): Partial<Layout> {
  const phone = layout.phone === panel ? undefined : panel;
  return phone === "files" || phone === "search" ? { phone, side: phone } : { phone };
}
