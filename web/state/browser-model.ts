/** The model file that a person chose to run in this browser, and how far it is. */
import * as v from "valibot";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ModelProblem } from "../../shared/browser-model/messages.ts";
import { type KeptText, parseJson } from "./settings.ts";

/** `file` is the name of the chosen file. */
export type BrowserModelState =
  | { phase: "none" }
  /** Chosen before; read when it is asked for the first time. */
  | { phase: "resting"; file: string }
  | { phase: "loading"; file: string }
  /** `kept`: from 0 to 1, how much of it lies in this browser; undefined where none can. */
  | { phase: "ready"; file: string; model: string; kept: number | undefined }
  | { phase: "failed"; file: string; problem: ModelProblem; detail: string };

export interface BrowserModelStore extends StoreApi<BrowserModelState> {
  /** The file to look for when the page is opened again; none when left out. */
  remember(file?: string): void;
}

const key = "glasshouse.browser-model";
const schema = v.object({ file: v.pipe(v.string(), v.minLength(1)) });

export function createBrowserModelStore(storage: KeptText): BrowserModelStore {
  const kept = v.safeParse(schema, parseJson(storage.getItem(key)));
  const first: BrowserModelState = kept.success ? { phase: "resting", file: kept.output.file } : { phase: "none" };
  return {
    ...createStore<BrowserModelState>()(() => first),
    remember: (file) => storage.setItem(key, JSON.stringify(file === undefined ? {} : { file })),
  };
}
