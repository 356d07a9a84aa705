/** What each command does. */
import type { EditingTask } from "../../assistant/tasks/task.ts";
import type { Messages } from "../../i18n/en.ts";
import { closeTab, cycleTab, openTab, reopenTab } from "../../state/tabs.ts";
import type { CommandId } from "./command-id.ts";
import { cycleRegion } from "./regions.ts";
import type { Workbench } from "./workbench.ts";

/** What only the mounted page can do. */
export interface PageActions {
  openDialog(dialog: "palette" | "share" | "settings" | "figures"): void;
  draft(kind: "file" | "folder"): void;
  find(): void;
  goToLine(): void;
  reloadPreview(): void;
  /** Starts a task of the assistant on what is selected. */
  task(task: EditingTask): void;
  /** Gives the keys to the assistant's composer, once it is there. */
  callChat(): void;
  /** Asks in the chat for an explanation of what is selected. */
  explain(): void;
  /** Opens the whole project from its specification. */
  wholeProject(): void;
}

export function runCommand(id: CommandId, bench: Workbench, page: PageActions): void {
  handlersOf(bench, page)[id]();
}

function handlersOf(bench: Workbench, page: PageActions): Record<CommandId, () => void> {
  const { tabs, layout, settings } = bench;
  const exists = (file: string) => bench.session.files.tree.getState().byId.has(file);
  const draft = (kind: "file" | "folder") => {
    layout.set({ side: "files", sideOpen: true, phone: "files" });
    page.draft(kind);
  };
  return {
    palette: () => page.openDialog("palette"),
    share: () => page.openDialog("share"),
    settings: () => page.openDialog("settings"),
    figures: () => page.openDialog("figures"),
    run: () => void bench.program.run(),
    stop: () => bench.program.stop(),
    newFile: () => draft("file"),
    newFolder: () => draft("folder"),
    newTerminal: () => void bench.openShell(),
    closeTab: () => tabs.setState((state) => (state.active === undefined ? state : closeTab(state, state.active))),
    reopenTab: () => tabs.setState((state) => reopenTab(state, exists)),
    nextTab: () => tabs.setState((state) => cycleTab(state, 1)),
    previousTab: () => tabs.setState((state) => cycleTab(state, -1)),
    toggleSide: () => layout.set({ sideOpen: !layout.getState().sideOpen }),
    toggleBottom: () => layout.set({ bottomOpen: !layout.getState().bottomOpen }),
    toggleRight: () => layout.set({ rightOpen: !layout.getState().rightOpen }),
    search: () => layout.set({ side: "search", sideOpen: true, phone: "search" }),
    chat: () => {
      bench.assistantTab.setState("chat", true);
      layout.set({ chatOpen: true, phone: "assistant" });
      page.callChat();
    },
    explain: () => {
      bench.assistantTab.setState("chat", true);
      layout.set({ chatOpen: true, phone: "assistant" });
      page.explain();
    },
    agent: () => {
      bench.assistantTab.setState("agent", true);
      layout.set({ chatOpen: true, phone: "assistant" });
    },
    find: page.find,
    goToLine: page.goToLine,
    reloadPreview: page.reloadPreview,
    home: () => location.assign("/"),
    light: () => settings.set({ theme: "light" }),
    dark: () => settings.set({ theme: "dark" }),
    contrast: () => settings.set({ theme: "contrast" }),
    language: () => settings.set({ locale: settings.getState().locale === "en" ? "zh-CN" : "en" }),
    assistantOn: () => settings.set({ assistant: true }),
    assistantOff: () => settings.set({ assistant: false }),
    nextRegion: () => cycleRegion(1),
    previousRegion: () => cycleRegion(-1),
    saveNow: () => bench.session.reconnect(),
    generate: () => page.task("generate"),
    comment: () => page.task("comment"),
    tests: () => page.task("tests"),
    optimise: () => page.task("optimise"),
    fix: () => page.task("fix"),
    wholeProject: page.wholeProject,
  };
}

const editingTasks = ["generate", "fix", "comment", "tests", "optimise"] as const;

/** Opens a file from anywhere: tree, palette, search. */
export function openFile(bench: Workbench, id: string): void {
  bench.tabs.setState((state) => openTab(state, id));
  bench.layout.set({ phone: undefined });
}

/** The commands that make sense now, in the order the palette lists them. */
export function paletteCommands(facts: {
  running: boolean;
  readOnly: boolean;
  owner: boolean;
  assistant: boolean;
  hasFile: boolean;
  /** The dial lets the assistant edit the open file. */
  assistantEdits: boolean;
  /** The dial lets an agent work in the project. */
  assistantActs: boolean;
  /** The dial lets the assistant write files. */
  assistantWrites: boolean;
}): (CommandId & keyof Messages["palette"])[] {
  const list: (CommandId & keyof Messages["palette"])[] = [facts.running ? "stop" : "run"];
  if (facts.owner) list.push("share");
  if (!facts.readOnly) list.push("newFile", "newFolder");
  if (facts.hasFile && facts.assistantEdits && !facts.readOnly) list.push(...editingTasks);
  if (facts.assistantWrites && !facts.readOnly) list.push("wholeProject");
  if (facts.hasFile && facts.assistant) list.push("explain");
  list.push("chat");
  if (facts.assistantActs && !facts.readOnly) list.push("agent");
  list.push("newTerminal", "search");
  if (facts.hasFile) list.push("find", "goToLine", "closeTab", "nextTab", "previousTab");
  list.push("reopenTab", "toggleSide", "toggleBottom", "toggleRight", "reloadPreview", "nextRegion");
  list.push(
    facts.assistant ? "assistantOff" : "assistantOn",
    "light",
    "dark",
    "contrast",
    "language",
    "settings",
    "figures",
  );
  list.push("home");
  return list;
}
