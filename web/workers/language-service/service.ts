/** The language service behind messages: files at once, of the questions of a kind only the newest, one question a turn. */
import ts from "typescript-lib";
import * as v from "valibot";
import type { SuggestionVerdict } from "../../../shared/completion/suggestion-check.ts";
import type { LanguageAnswer } from "../../../shared/language/answers.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import {
  type FromLanguageWorker,
  type LanguageQuestion,
  type ToLanguageWorker,
  toLanguageWorkerSchema,
} from "../../../shared/language/messages.ts";
import type { QuestionOf } from "../../../shared/language/provider.ts";
import { assertNever } from "../../../shared/lib/assert-never.ts";
import { definitionAt, hoverAt, signatureAt } from "./explanations.ts";
import { ProjectFiles, toServicePath } from "./files.ts";
import { followUpsOf } from "./follow-ups.ts";
import { detailsOf, namesAt } from "./names.ts";
import { problemsOf } from "./problems.ts";
import { type OpenFile, Projects } from "./projects.ts";
import { SentChanges } from "./sent-changes.ts";
import { staticAnswer } from "./static/answer.ts";
import { type Steps, SuggestionFilter } from "./suggestion-filter.ts";

export interface LanguageServicePorts {
  post(message: FromLanguageWorker): void;
  /** Runs `task` after the messages that have arrived already. */
  defer(task: () => void, delayMs: number): void;
  now(): number;
  libraries: ReadonlyMap<string, string>;
}

interface Asked {
  id: number;
  question: Exclude<LanguageQuestion, { kind: "check" }>;
}

type QuestionAboutFile = Exclude<LanguageQuestion, { kind: "syntax" | "check" | "follow-ups" | "static" }>;

/** What is answered first when several wait. */
const order: readonly LanguageQuestion["kind"][] = [
  "signature",
  "completions",
  "details",
  "hover",
  "definition",
  "follow-ups",
  "diagnostics",
  "static",
];

export class LanguageService {
  readonly #ports: LanguageServicePorts;
  readonly #files: ProjectFiles;
  readonly #projects: Projects;
  readonly #filter: SuggestionFilter;
  readonly #changes = new SentChanges();
  /** Checks under way, the newest last. */
  readonly #checks = new Map<number, Steps<SuggestionVerdict>>();
  readonly #waiting = new Map<LanguageQuestion["kind"], Asked>();
  #draining = false;
  /** What it took to make the last program, and when the files changed last. */
  #programMs = 0;
  #program: ts.Program | undefined;
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: LanguageServicePorts) {
    this.#ports = ports;
    this.#files = new ProjectFiles(ports.libraries);
    this.#projects = new Projects(this.#files, { isCancellationRequested: () => this.#changes.areUnderWay() });
    this.#filter = new SuggestionFilter(this.#files, this.#projects);
    ports.post({ type: "ready", version: ts.version });
  }

  receive(data: unknown): void {
    const parsed = v.safeParse(toLanguageWorkerSchema, data);
    if (parsed.success) return this.#take(parsed.output);
    this.#changes.unshare();
    this.#ports.post({ type: "failed", message: `not a message: ${v.summarize(parsed.issues)}` });
  }

  #take(message: ToLanguageWorker): void {
    if (message.type === "file" || message.type === "edit" || message.type === "remove") {
      this.#changes.taken++;
      this.#changedAt = this.#ports.now();
    }
    switch (message.type) {
      case "share":
        return this.#changes.share(message.changes);
      case "file":
        return this.#files.set(message.path, message.text);
      case "edit":
        if (!this.#files.edit(message.path, message.edits)) {
          this.#ports.post({ type: "failed", message: `an edit does not fit ${message.path}` });
        }
        return;
      case "remove":
        return this.#files.remove(message.path);
      case "package":
        return this.#files.setPackage(message.name, message.files);
      case "forget-packages":
        return this.#files.forgetPackages();
      case "ask":
        return this.#ask(message);
      case "cancel":
        this.#checks.delete(message.id);
        for (const [kind, { id }] of this.#waiting) if (id === message.id) this.#waiting.delete(kind);
        return;
      default:
        assertNever(message);
    }
  }

  #ask({ id, question }: { id: number; question: LanguageQuestion }): void {
    // A key waits for these; several suggestions are checked side by side.
    if (question.kind === "syntax") return this.#answer({ id, question });
    if (question.kind === "check") {
      this.#checks.set(id, this.#filter.check(question));
      return this.#goOnChecking(id);
    }
    const { kind } = question;
    const older = this.#waiting.get(kind);
    if (older) this.#ports.post({ type: "answer", id: older.id });
    this.#waiting.set(kind, { id, question });
    this.#drainAfter(kind === "completions" ? languageLimits.completionsAfterMs : 0);
  }

  #drainAfter(delayMs: number): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#ports.defer(() => {
      this.#draining = false;
      const quietMs = this.#ports.now() - this.#changedAt;
      if (quietMs < this.#programMs) return this.#drainAfter(this.#programMs - quietMs);
      this.#answerNext();
      // The messages that came meanwhile are heard before the next question.
      if (this.#waiting.size) this.#drainAfter(0);
    }, delayMs);
  }

  #answerNext(): void {
    const kind = order.find((each) => this.#waiting.has(each));
    const asked = kind && this.#waiting.get(kind);
    if (!asked) return;
    this.#waiting.delete(kind);
    this.#answer(asked);
  }

  /** A slice of a check; what is called off between two slices is not gone on with. */
  #goOnChecking(id: number): void {
    const steps = this.#checks.get(id);
    if (!steps) return;
    const until = this.#ports.now() + languageLimits.checkSliceMs;
    try {
      let step = steps.next();
      while (!step.done && this.#ports.now() < until) step = steps.next();
      if (!step.done) return this.#ports.defer(() => this.#goOnChecking(id), 0);
      this.#ports.post({ type: "answer", id, answer: { kind: "check", verdict: step.value } });
    } catch (error) {
      this.#fail(id, error);
    }
    this.#checks.delete(id);
    this.#askForPackages();
  }

  #fail(id: number, error: unknown): void {
    this.#ports.post({ type: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }

  #askForPackages(): void {
    const packages = this.#files.takeWanted();
    if (packages.length) this.#ports.post({ type: "want", packages });
  }

  #answer(asked: Asked): void {
    try {
      const answer = this.#answerTo(asked.question);
      this.#ports.post({ type: "answer", id: asked.id, ...(answer && { answer }) });
    } catch (error) {
      if (error instanceof ts.OperationCanceledException) return this.#putOff(asked);
      this.#fail(asked.id, error);
    }
    this.#askForPackages();
  }

  /** A change of the files is under way: the question is answered about the files as they will be, if nobody calls it off. */
  #putOff(asked: Asked): void {
    const { kind } = asked.question;
    if (this.#waiting.has(kind)) this.#ports.post({ type: "answer", id: asked.id });
    else this.#waiting.set(kind, asked);
    this.#drainAfter(0);
  }

  #answerTo(question: Exclude<LanguageQuestion, { kind: "check" }>): LanguageAnswer | undefined {
    if (question.kind === "syntax") return { kind: "syntax", verdict: this.#filter.checkSyntax(question) };
    if (question.kind === "follow-ups") return this.#followUps(question);
    if (question.kind === "static") return staticAnswer(question, this.#files, this.#projects);
    const file = this.#open(question.path);
    const answer = file && answerAbout(question, file);
    // The checker that has just found a file's problems knows what suggestions will need.
    if (file && question.kind === "diagnostics") this.#filter.adopt(file);
    return answer;
  }

  /** Who types on faster than a program of a large file is made would have it made in vain: the next one waits for as long. */
  #open(path: string): OpenFile | undefined {
    const from = this.#ports.now();
    const file = this.#projects.open(path);
    if (file && file.program !== this.#program) {
      this.#program = file.program;
      this.#programMs = Math.min(this.#ports.now() - from, languageLimits.maxQuietMs);
    }
    return file;
  }

  /** The file is put back to what it was while its old references are looked for. */
  #followUps({ path, before, from, to }: QuestionOf<"follow-ups">): LanguageAnswer | undefined {
    const now = this.#files.get(toServicePath(path))?.text;
    const end = now === undefined ? -1 : now.length - (before.length - to);
    if (now === undefined || end < from || before.slice(0, from) + now.slice(from, end) + before.slice(to) !== now) {
      return undefined;
    }
    const openWith = (text: string) => {
      this.#files.set(path, text);
      return this.#projects.open(path);
    };
    try {
      return followUpsOf(
        { from, to, inserted: now.slice(from, end) },
        () => openWith(before),
        () => openWith(now),
      );
    } finally {
      this.#files.set(path, now);
    }
  }
}

function answerAbout(question: QuestionAboutFile, file: OpenFile): LanguageAnswer | undefined {
  switch (question.kind) {
    case "diagnostics":
      return { kind: "diagnostics", problems: problemsOf(file) };
    case "details":
      return detailsOf(file, within(question, file), question.name);
    case "completions":
      return namesAt(file, within(question, file));
    case "hover":
      return hoverAt(file, within(question, file));
    case "signature":
      return signatureAt(file, within(question, file));
    case "definition":
      return definitionAt(file, within(question, file));
    default:
      return assertNever(question);
  }
}

function within({ offset }: { offset: number }, { text }: OpenFile): number {
  return Math.min(offset, text.length);
}
