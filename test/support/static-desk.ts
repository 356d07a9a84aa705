/** Tasks without a model over files in memory, with a real language service. */
import { applyEdits } from "../../shared/agent/edits/apply-edits.ts";
import type { Passage } from "../../shared/agent/static/passages.ts";
import type { TaskName } from "../../shared/agent/tasks.ts";
import {
  runStaticTask,
  type StaticTaskAnswer,
  type StaticTaskInput,
  type StaticTaskParts,
} from "../../web/language/static-tasks.ts";
import { ContextService } from "../../web/workers/context/context-service.ts";
import { LanguageDesk } from "./language-desk.ts";

export class StaticDesk {
  readonly desk: LanguageDesk;
  readonly files: Record<string, string>;

  constructor(files: Record<string, string>) {
    this.files = files;
    this.desk = new LanguageDesk(files);
  }

  run(task: TaskName, input: Partial<StaticTaskInput> & { path: string }): Promise<StaticTaskAnswer> {
    return runStaticTask(task, { language: "en", ...input }, this.parts(), new AbortController().signal);
  }

  parts(): StaticTaskParts {
    return {
      search: async (request) => this.#search(request),
      project: { read: (path) => this.files[path], paths: () => Object.keys(this.files) },
      service: { ask: async (question) => this.desk.ask(question) },
    };
  }

  #search(request: string): readonly Passage[] {
    let passages: readonly Passage[] = [];
    const service = new ContextService({
      post: (message) => {
        if ("passages" in message) passages = message.passages;
      },
      defer: () => {},
      now: () => 0,
    });
    for (const [path, text] of Object.entries(this.files)) service.receive({ type: "file", path, text });
    service.receive({ type: "search", id: 1, request });
    return passages;
  }

  /** The text of the answer, which must be markdown. */
  async told(task: TaskName, input: Partial<StaticTaskInput> & { path: string }): Promise<string> {
    const answer = await this.run(task, input);
    if (answer.kind !== "markdown") throw new Error(JSON.stringify(answer));
    return answer.text;
  }

  /** The files after the answer's edits, which must all be carried out. */
  async changed(task: TaskName, input: Partial<StaticTaskInput> & { path: string }): Promise<Record<string, string>> {
    const answer = await this.run(task, input);
    if (answer.kind !== "edits") throw new Error(JSON.stringify(answer));
    const project = { read: (path: string) => this.files[path], symbolAt: () => undefined };
    const { files, refused } = applyEdits(answer.operations, project);
    if (refused.length) throw new Error(JSON.stringify(refused));
    return Object.fromEntries([...files].map(([path, text]) => [path, text ?? ""]));
  }
}
