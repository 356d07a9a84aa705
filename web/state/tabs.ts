/** Which files are open and which one is shown; by file id, so that a rename or move keeps the tab. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { stateLimits } from "./limits.ts";

export interface Tabs {
  open: readonly string[];
  active: string | undefined;
  /** Most recently closed last. */
  closed: readonly string[];
}

export type TabsStore = StoreApi<Tabs>;

export const noTabs: Tabs = { open: [], active: undefined, closed: [] };

export function createTabs(): TabsStore {
  return createStore<Tabs>()(() => noTabs);
}

/** Shows `id`, opening it to the right of the active tab when it is not open yet. */
export function openTab(tabs: Tabs, id: string): Tabs {
  const closed = tabs.closed.filter((other) => other !== id);
  if (tabs.open.includes(id)) return { open: tabs.open, active: id, closed };
  const at = tabs.active === undefined ? tabs.open.length : tabs.open.indexOf(tabs.active) + 1;
  return { open: tabs.open.toSpliced(at, 0, id), active: id, closed };
}

/** Closes `id`; the neighbour on its right is shown, or else the one on its left. */
export function closeTab(tabs: Tabs, id: string): Tabs {
  const at = tabs.open.indexOf(id);
  if (at < 0) return tabs;
  const open = tabs.open.toSpliced(at, 1);
  const active = tabs.active === id ? (open[at] ?? open[at - 1]) : tabs.active;
  return { open, active, closed: [...tabs.closed.filter((other) => other !== id), id].slice(-stateLimits.closedTabs) };
}

/** Opens the tab that was closed last, when `exists` says that its file is still there. */
export function reopenTab(tabs: Tabs, exists: (id: string) => boolean): Tabs {
  const id = tabs.closed.findLast(exists);
  return id === undefined ? { ...tabs, closed: [] } : openTab(tabs, id);
}

/** Shows the tab `step` places to the right (negative: left), going round at the ends. */
export function cycleTab(tabs: Tabs, step: number): Tabs {
  if (tabs.active === undefined || tabs.open.length < 2) return tabs;
  const count = tabs.open.length;
  const next = (((tabs.open.indexOf(tabs.active) + step) % count) + count) % count;
  return { ...tabs, active: tabs.open[next] };
}

/** Moves `id` to the place `to` among the open tabs. */
export function moveTab(tabs: Tabs, id: string, to: number): Tabs {
  const at = tabs.open.indexOf(id);
  if (at < 0) return tabs;
  return { ...tabs, open: tabs.open.toSpliced(at, 1).toSpliced(to, 0, id) };
}

/** Drops tabs whose files are gone, for example because a peer deleted them. */
export function keepExisting(tabs: Tabs, exists: (id: string) => boolean): Tabs {
  const gone = tabs.open.filter((id) => !exists(id));
  return gone.reduce((left, id) => closeTab(left, id), tabs);
}
