/** The terminals of this tab: shells, and one for the program that Run starts. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineSession } from "../runtime/engine.ts";
import { stateLimits } from "../state/limits.ts";
import { createScreen, type Screen, type ScreenLook } from "./screen.ts";

export interface TerminalEntry {
  id: string;
  kind: "shell" | "program";
  /** Counts the shells of this tab. */
  number: number;
  running: boolean;
  screen: Screen;
}

export interface TerminalList {
  entries: readonly TerminalEntry[];
  active: string | undefined;
}

export interface Terminals {
  store: StoreApi<TerminalList>;
  /** Opens a shell and shows it; undefined when there are as many terminals as may be. */
  openShell(engine: EngineSession): Promise<TerminalEntry | undefined>;
  /** The program's terminal, made or shown again. */
  openProgram(): Promise<TerminalEntry>;
  setRunning(id: string, running: boolean): void;
  select(id: string): void;
  close(id: string): void;
  /** Applies new colours, size or words to every terminal. */
  look(look: ScreenLook): void;
  dispose(): void;
}

type MakeScreen = (look: ScreenLook) => Promise<Screen>;

export function createTerminals(look: ScreenLook, makeScreen: MakeScreen = createScreen): Terminals {
  const store = createStore<TerminalList>()(() => ({ entries: [], active: undefined }));
  let current = look;
  let count = 0;
  let shells = 0;
  const change = (id: string, fields: Partial<TerminalEntry>) =>
    store.setState(({ entries }) => ({
      entries: entries.map((entry) => (entry.id === id ? { ...entry, ...fields } : entry)),
    }));
  const add = async (kind: TerminalEntry["kind"], number: number): Promise<TerminalEntry> => {
    count += 1;
    const entry: TerminalEntry = { id: `${count}`, kind, number, running: true, screen: await makeScreen(current) };
    entry.screen.look(current);
    store.setState(({ entries }) => ({ entries: [...entries, entry], active: entry.id }));
    return entry;
  };
  const close = (id: string) => {
    const { entries, active } = store.getState();
    const at = entries.findIndex((entry) => entry.id === id);
    const left = entries.filter((entry) => entry.id !== id);
    store.setState({ entries: left, active: active === id ? (left[at] ?? left[at - 1])?.id : active });
    entries[at]?.screen.dispose();
  };
  return {
    store,
    async openShell(engine) {
      if (store.getState().entries.length >= stateLimits.terminals) return undefined;
      await engine.ready;
      shells += 1;
      const entry = await add("shell", shells);
      const process = await engine.spawnShell(entry.screen.size());
      entry.screen.attach(process);
      void process.exit.then(() => close(entry.id));
      return entry;
    },
    async openProgram() {
      const known = store.getState().entries.find((entry) => entry.kind === "program");
      if (known) store.setState({ active: known.id });
      return known ?? (await add("program", 0));
    },
    setRunning: (id, running) => change(id, { running }),
    select: (id) => store.setState({ active: id }),
    close,
    look(next) {
      current = next;
      for (const entry of store.getState().entries) entry.screen.look(next);
    },
    dispose() {
      for (const entry of store.getState().entries) entry.screen.dispose();
    },
  };
}
