/** The agent's hands in this tab: carries calls out, once each, and knows how to undo all that a run has done. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type ApprovalSettings, approvalHash, effectOf, needsApproval } from "../../../shared/agent/loop/approval.ts";
import { loopLimits } from "../../../shared/agent/loop/limits.ts";
import type { ToolCall } from "../../../shared/agent/loop/tools.ts";
import type { ToolResult } from "../../../shared/agent/loop/transcript.ts";
import { assertNever } from "../../../shared/lib/assert-never.ts";
import { withoutSecrets } from "../../../shared/models/secret-scan.ts";
import { type Checkpoint, emptyCheckpoint, type FileBefore, noted, undoPlan } from "./checkpoint.ts";
import { type CommandPorts, runCommand } from "./command.ts";
import { type EditPorts, editFiles, restoreFiles } from "./edit-files.ts";
import { handsLimits } from "./limits.ts";
import { list, read, search } from "./look.ts";
import { watchPrograms } from "./program-changes.ts";
import { ProjectView, type ViewPorts } from "./project-view.ts";

export interface Problem {
  path: string;
  /** From 1. */
  line: number;
  severity: string;
  message: string;
}

export interface HandsPorts extends EditPorts, CommandPorts, Pick<ViewPorts, "dial"> {
  /** What the language service finds in a file, or in all that it knows. */
  problems(path: string | undefined, signal: AbortSignal): Promise<readonly Problem[]>;
}

export interface HandsOptions {
  run: string;
  settings: ApprovalSettings;
  /** From before a reload. */
  checkpoint?: Checkpoint | undefined;
  /** Hears of each change of it. */
  onCheckpoint?(checkpoint: Checkpoint): void;
}

export interface Undone {
  restored: readonly string[];
  /** Files that others changed in the same places since: they stay as they are. */
  kept: readonly string[];
}

export class Hands {
  readonly #ports: HandsPorts;
  readonly #options: HandsOptions;
  readonly #view: ProjectView;
  /** By the call's id: a call that is asked for again is not made again. */
  readonly #results = new Map<string, Promise<ToolResult>>();
  /** Hashes of calls that the person in this tab said yes to, each good for once. */
  readonly #approved = new Set<string>();
  readonly #work = new AbortController();
  #checkpoint: Checkpoint;
  #stopWatching: (() => void) | undefined;

  constructor(ports: HandsPorts, options: HandsOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#view = new ProjectView(ports);
    this.#checkpoint = options.checkpoint ?? emptyCheckpoint;
  }

  /** The person says yes to the call with this hash. */
  approve(hash: string): void {
    this.#approved.add(hash);
  }

  /** Never rejects. `again`: it was asked for before, perhaps of a page that is gone. */
  execute(call: ToolCall, again: boolean): Promise<ToolResult> {
    const known = this.#results.get(call.id);
    if (known) return known;
    const result = this.#execute(call, again).then((done) => tidied(done));
    this.#results.set(call.id, result);
    // Asked for anew, it is another try.
    void result.then((done) => {
      if (!done.ok && done.code === "unapproved") this.#results.delete(call.id);
    });
    return result;
  }

  /** Calls off what is under way; nothing more is carried out. */
  stop(): void {
    this.#work.abort();
  }

  /** The run is over: what its programs wrote last still comes. */
  finish(): void {
    this.stop();
    this.#ports.after(handsLimits.lateChangesMs, () => this.release());
  }

  /** From now on changes of programs are not the run's. */
  release(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  get canUndo(): boolean {
    return this.#checkpoint.files.length > 0;
  }

  /** Takes back what the run did to files; what others did meanwhile stays. */
  undo(): Undone {
    this.stop();
    this.release();
    const plan = undoPlan(this.#checkpoint, (path) => this.#textAt(path));
    if (this.#ports.mayEdit()) restoreFiles(this.#ports, plan.targets, this.#checkpoint.folders);
    this.#keep(emptyCheckpoint);
    return { restored: plan.targets.map(({ path }) => path), kept: plan.kept };
  }

  async #execute(call: ToolCall, again: boolean): Promise<ToolResult> {
    const { signal } = this.#work;
    if (signal.aborted) return stopped();
    if (again && effectOf(call) !== "read") return interrupted();
    if (needsApproval(call, this.#options.settings)) {
      const hash = approvalHash(this.#options.run, call, (text) => bytesToHex(sha256(utf8ToBytes(text))));
      if (!this.#approved.delete(hash)) return unapproved();
    }
    try {
      const result = await this.#carryOut(call, signal);
      return signal.aborted && result.ok && effectOf(call) === "read" ? stopped() : result;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { ok: false, code: "not-done", text: `This failed in the browser: ${detail}` };
    }
  }

  #carryOut(call: ToolCall, signal: AbortSignal): ToolResult | Promise<ToolResult> {
    const view = this.#view;
    switch (call.tool) {
      case "list":
        return list(view, call.arguments);
      case "read":
        return read(view, call.arguments);
      case "search":
        return search(view, call.arguments, signal, () => new Promise((resolve) => void this.#ports.after(0, resolve)));
      case "edit":
        return editFiles(this.#ports, view, call.arguments, (change) => this.#note(change, change.folders));
      case "run":
        this.#stopWatching ??= watchPrograms(this.#ports, (change) => this.#note(change));
        return runCommand(this.#ports, call.arguments, signal);
      case "remote":
        return { ok: false, code: "unavailable", text: "Tools of other servers are not called from the browser." };
      case "diagnostics":
        return this.#diagnose(call.arguments.path, signal);
      default:
        return assertNever(call);
    }
  }

  async #diagnose(path: string | undefined, signal: AbortSignal): Promise<ToolResult> {
    const found = await this.#ports.problems(path, signal);
    const shown = found.filter((problem) => this.#view.shows(problem.path)).slice(0, handsLimits.maxProblems);
    const lines = shown.map(({ path: file, line, severity, message }) => `${file}:${line}: ${severity}: ${message}`);
    return { ok: true, text: lines.join("\n") || "No problems.", changes: [] };
  }

  #note(change: FileBefore, folders: readonly string[] = []): void {
    const { path, before, after } = change;
    const { files, folders: made } = noted(this.#checkpoint, { path, before, after });
    this.#keep({ files, folders: [...made, ...folders.filter((folder) => !made.includes(folder))] });
  }

  #keep(checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint;
    this.#options.onCheckpoint?.(checkpoint);
  }

  #textAt(path: string): string | undefined {
    const row = this.#ports.files.tree.getState().byPath.get(path);
    return row && this.#ports.files.text(row.id)?.toString();
  }
}

/** Short enough, and without secrets: the edge looks again, but it need not hear of them. */
function tidied(result: ToolResult): ToolResult {
  const text = withoutSecrets(result.text).slice(0, loopLimits.maxResultChars);
  if (!result.ok) return { ...result, text };
  const changes = result.changes.map((change) => ({ ...change, diff: withoutSecrets(change.diff) }));
  return { ...result, text, changes: changes.slice(0, loopLimits.maxChanges) };
}

function stopped(): ToolResult {
  return { ok: false, code: "interrupted", text: "The run was stopped." };
}

function interrupted(): ToolResult {
  const text = "The page was loaded anew meanwhile. Nobody knows how far this came: look before you do it again.";
  return { ok: false, code: "interrupted", text };
}

function unapproved(): ToolResult {
  return { ok: false, code: "unapproved", text: "Nobody in this tab has said yes to this." };
}
