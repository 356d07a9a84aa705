/** Loads a file and answers one question after the other, token by token; the platform is handed in. */
import type {
  FromModelWorker,
  ModelFacts,
  ModelProblem,
  ModelQuestion,
  ToModelWorker,
} from "../../../shared/browser-model/messages.ts";
import { familyOf, familyOfTokens } from "../../../shared/models/family-of.ts";
import { type GgufHeader, readGgufHeader } from "./gguf-header.ts";
import { modelLimits } from "./limits.ts";

export type Step =
  | { text: string; more: boolean }
  /** `tooLong`: the prompt does not fit into the context. */
  | { failure: { tooLong: boolean; message: string } };

export interface Model {
  /** Begins an answer and gives its number. */
  begin(question: ModelQuestion): Promise<number>;
  /** Reads a part of the prompt or writes the next token. */
  step(run: number): Promise<Step>;
  cancel(run: number): Promise<void>;
}

export interface Loaded {
  model: Model;
  contextTokens: number;
}

export interface ModelServicePorts {
  post(message: FromModelWorker): void;
  /** Whether the browser can run llama.cpp at all. */
  canRun(): boolean;
  load(file: File, contextTokens: number): Promise<Loaded>;
  /** Lets messages in that came meanwhile. */
  breathe(): Promise<void>;
}

export class ModelService {
  private readonly ports: ModelServicePorts;
  private model: Model | undefined;
  private readonly cancelled = new Set<number>();
  private readonly known = new Set<number>();
  private last: Promise<void> = Promise.resolve();

  constructor(ports: ModelServicePorts) {
    this.ports = ports;
  }

  /** Takes a message; what is asked is answered in its order. */
  receive(message: ToModelWorker<File>): void {
    if (message.type === "cancel") {
      if (this.known.has(message.id)) this.cancelled.add(message.id);
      return;
    }
    if (message.type === "complete") this.known.add(message.id);
    const work =
      message.type === "load" ? () => this.load(message.file) : () => this.complete(message.id, message.question);
    this.last = this.last.then(work);
  }

  private async load(file: File): Promise<void> {
    const read = await this.header(file);
    if ("code" in read) return this.refuse(read.code, read.detail);
    const { header } = read;
    const contextTokens = Math.min(header.contextTokens ?? modelLimits.contextTokens, modelLimits.contextTokens);
    try {
      const loaded = await this.ports.load(file, contextTokens);
      this.model = loaded.model;
      this.ports.post({ type: "loaded", facts: factsOf(header, file.name, loaded.contextTokens) });
    } catch (error) {
      this.refuse(problemOf(error, "not-loaded"), sentenceOf(error));
    }
  }

  private async header(file: File): Promise<{ header: GgufHeader } | { code: ModelProblem; detail: string }> {
    const detail = "";
    if (!this.ports.canRun()) return { code: "no-browser", detail };
    let beginning: ArrayBuffer;
    try {
      beginning = await file.slice(0, modelLimits.maxHeaderBytes).arrayBuffer();
    } catch (error) {
      return { code: "gone", detail: sentenceOf(error) };
    }
    const read = readGgufHeader(beginning, file.size);
    if (!read.ok) return { code: read.code, detail };
    if (read.header.parts > 1) return { code: "part", detail };
    if (file.size < read.header.minBytes) return { code: "truncated", detail };
    return file.size > modelLimits.maxFileBytes ? { code: "too-large", detail } : { header: read.header };
  }

  private async complete(id: number, question: ModelQuestion): Promise<void> {
    try {
      const { model } = this;
      if (model && !this.cancelled.has(id)) await this.answer(model, id, question);
      else this.ports.post({ type: "done", id, tokens: 0 });
    } catch (error) {
      this.ports.post({ type: "failed", id, code: problemOf(error, "stopped"), detail: sentenceOf(error) });
    } finally {
      this.known.delete(id);
      this.cancelled.delete(id);
    }
  }

  private async answer(model: Model, id: number, question: ModelQuestion): Promise<void> {
    const { post, breathe } = this.ports;
    const run = await model.begin(question);
    for (let tokens = 0; ; ) {
      await breathe();
      if (this.cancelled.has(id)) {
        await model.cancel(run);
        return post({ type: "done", id, tokens });
      }
      const step = await model.step(run);
      if ("failure" in step) {
        const code = step.failure.tooLong ? "prompt-too-long" : "stopped";
        return post({ type: "failed", id, code, detail: step.failure.message.slice(0, modelLimits.maxDetailChars) });
      }
      if (step.text !== "") {
        tokens++;
        post({ type: "text", id, text: step.text });
      }
      if (!step.more) return post({ type: "done", id, tokens });
    }
  }

  private refuse(code: ModelProblem, detail: string): void {
    this.ports.post({ type: "refused", code, detail });
  }
}

function factsOf({ name, controlTokens }: GgufHeader, fileName: string, contextTokens: number): ModelFacts {
  const called = name ?? fileName.replace(/\.gguf$/i, "");
  const told = familyOfTokens(controlTokens);
  // The name tells apart those who share their tokens.
  const family = told && (familyOf(called) ?? familyOf(fileName) ?? told);
  return { name: called, contextTokens, ...(family && { family }) };
}

function problemOf(error: unknown, otherwise: ModelProblem): ModelProblem {
  const said = String(error);
  if (/out of memory|bad_alloc|(?:failed|unable) to allocate|enlarge memory|access out of bounds/i.test(said))
    return "no-memory";
  return /not within the file bounds|incomplete|corrupted/i.test(said) ? "truncated" : otherwise;
}

/** The first of its sentences: those behind it say the same more generally. The program's functions name themselves before each. */
function sentenceOf(error: unknown): string {
  const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  return first.replace(/^(?:\w+\s*:\s+)+/, "").slice(0, modelLimits.maxDetailChars);
}
