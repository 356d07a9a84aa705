/** The statistical engine behind messages: requests before files, the newest request of a kind before all, files while nothing is asked. */

import type { SortedCorpus } from "../../shared/completion/corpus-file.ts";
import { CompletionEngine } from "../../shared/completion/engine.ts";
import type { LineReader } from "../../shared/completion/lexer.ts";
import type { FromCompletionWorker, ToCompletionWorker } from "../../shared/completion/messages.ts";
import type { TextEdit } from "../../shared/language/messages.ts";
import { assertNever } from "../../shared/lib/assert-never.ts";
import { workerLimits } from "./limits.ts";

export interface CompletionServicePorts {
  post(message: FromCompletionWorker): void;
  /** Runs `task` after the messages that have arrived already. */
  defer(task: () => void, delayMs: number): void;
  now(): number;
  loadCorpus(url: string): Promise<SortedCorpus>;
  /** How a language's lines are read; undefined where they are words and marks. */
  loadReader(language: string): Promise<LineReader | undefined>;
}

type Question = Extract<ToCompletionWorker, { type: "line" | "identifiers" }>;
type WholeFile = Pick<Extract<ToCompletionWorker, { type: "file" }>, "language" | "text">;

export class CompletionService {
  private readonly ports: CompletionServicePorts;
  private engine: CompletionEngine | undefined;
  private readonly questions = new Map<Question["type"], Question>();
  private readonly files = new Map<string, WholeFile>();
  /** Files the engine has not read as they are now. */
  private readonly unread = new Set<string>();
  private open: { path: string; language: string } | undefined;
  private openChanged = false;
  private readonly readers = new Map<string, Promise<void>>();
  private draining = false;
  private lastFileChange = 0;
  private stale = false;
  /** What is learned in slices: the workspace layer first, then the corpus's habits. */
  private layer: Iterator<undefined, void> | undefined;
  private habits: Iterator<undefined, void> | undefined;
  private sliceDue = false;

  constructor(ports: CompletionServicePorts) {
    this.ports = ports;
  }

  receive(message: ToCompletionWorker): void {
    switch (message.type) {
      case "load":
        void this.load(message.corpusUrl);
        return;
      case "file":
        this.changeFile(message.path, { language: message.language, text: message.text });
        break;
      case "edit": {
        const file = this.files.get(message.path);
        if (!file) return;
        this.changeFile(message.path, { ...file, text: edited(file.text, message.edits) });
        break;
      }
      case "remove":
        this.changeFile(message.path, undefined);
        break;
      case "line":
      case "identifiers":
        this.supersede(message);
        break;
      case "cancel":
        for (const [type, question] of this.questions) if (question.id === message.id) this.questions.delete(type);
        return;
      default:
        assertNever(message);
    }
    this.drainSoon();
  }

  private changeFile(path: string, file: WholeFile | undefined): void {
    if (file) this.files.set(path, file);
    else this.files.delete(path);
    this.unread.add(path);
    this.lastFileChange = this.ports.now();
  }

  private async load(url: string): Promise<void> {
    try {
      const corpus = await this.ports.loadCorpus(url);
      this.engine = new CompletionEngine(corpus);
      this.habits = this.engine.habitSteps();
      this.learnSoon();
      this.ports.post({ type: "ready", corpusTokens: corpus.tokens.length });
    } catch (error) {
      this.engine = new CompletionEngine(undefined);
      this.ports.post({ type: "ready", corpusTokens: 0, problem: messageOf(error) });
    }
    this.drainSoon();
  }

  /** Loads how a language is read when it is met first; its files are read again then. */
  private meet(engine: CompletionEngine, language: string): void {
    if (this.readers.has(language)) return;
    const load = async () => {
      const reader = await this.ports.loadReader(language);
      if (!reader) return;
      engine.setReader(language, reader);
      for (const [path, file] of this.files) if (file.language === language) this.unread.add(path);
      this.drainSoon();
    };
    const failed = (error: unknown) => this.ports.post({ type: "failed", message: messageOf(error) });
    this.readers.set(language, load().catch(failed));
  }

  /** Only the newest question of a kind is answered in full; the one before gets an empty answer. */
  private supersede(question: Question): void {
    const older = this.questions.get(question.type);
    if (older) this.answerNothing(older);
    this.questions.set(question.type, question);
  }

  private drainSoon(): void {
    if (this.draining) return;
    this.draining = true;
    this.ports.defer(() => this.drain(), 0);
  }

  private drain(): void {
    this.draining = false;
    for (const [type, question] of this.questions) {
      this.questions.delete(type);
      this.answer(question);
    }
    const engine = this.engine;
    if (!engine) return;
    for (const path of this.unread) {
      this.unread.delete(path);
      this.readFile(engine, path);
      break;
    }
    if (this.unread.size) this.drainSoon();
    else if (this.stale) this.refreshLater(engine);
  }

  /** The open file has a layer of its own: its saved copy is read when another file is opened, not at each key. */
  private readFile(engine: CompletionEngine, path: string): void {
    if (path === this.open?.path) {
      this.openChanged = true;
      return;
    }
    const file = this.files.get(path);
    if (file) this.meet(engine, file.language);
    if (file) engine.setFile(path, file.language, file.text);
    else engine.removeFile(path);
    this.stale = true;
  }

  private refreshLater(engine: CompletionEngine): void {
    this.ports.defer(() => {
      const quiet = this.ports.now() - this.lastFileChange >= workerLimits.refreshAfterMs;
      if (!this.stale || !this.open || !quiet || this.unread.size || this.questions.size) return;
      this.stale = false;
      this.buildFor(engine, this.open.path, this.open.language);
    }, workerLimits.refreshAfterMs);
  }

  private buildFor(engine: CompletionEngine, path: string, language: string): void {
    this.layer = engine.workspaceSteps(path, language);
    this.learn();
  }

  /** Learns for one slice; the next follows the questions that have come meanwhile. */
  private learn(): void {
    const from = this.ports.now();
    const due = () => this.ports.now() - from < workerLimits.sliceMs;
    while (this.layer && due()) if (this.layer.next().done) this.layer = undefined;
    while (this.habits && due()) if (this.habits.next().done) this.habits = undefined;
    if (this.layer || this.habits) this.learnSoon();
  }

  private learnSoon(): void {
    if (this.sliceDue) return;
    this.sliceDue = true;
    this.ports.defer(() => {
      this.sliceDue = false;
      this.learn();
    }, 0);
  }

  private answer(question: Question): void {
    if (!this.engine) {
      this.answerNothing(question);
      return;
    }
    try {
      const from = this.ports.now();
      this.turnTo(this.engine, question.request.path, question.request.language);
      if (question.type === "line") {
        const suggestion = this.engine.suggestLine(question.request);
        this.ports.post({ type: "line", id: question.id, suggestion, tookMs: this.ports.now() - from });
      } else {
        const candidates = this.engine.suggestIdentifiers(question.request);
        this.ports.post({ type: "identifiers", id: question.id, candidates });
      }
    } catch (error) {
      this.ports.post({ type: "failed", id: question.id, message: messageOf(error) });
    }
  }

  private turnTo(engine: CompletionEngine, path: string, language: string): void {
    this.meet(engine, language);
    const left = this.openChanged && this.open?.path !== path ? this.open?.path : undefined;
    const turned = this.open?.path !== path || this.open.language !== language;
    this.open = { path, language };
    if (left !== undefined) {
      this.openChanged = false;
      this.readFile(engine, left);
    }
    if (turned) this.buildFor(engine, path, language);
  }

  private answerNothing(question: Question): void {
    if (question.type === "line") this.ports.post({ type: "line", id: question.id, suggestion: undefined, tookMs: 0 });
    else this.ports.post({ type: "identifiers", id: question.id, candidates: [] });
  }
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((before, { from, to, insert }) => before.slice(0, from) + insert + before.slice(to), text);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
