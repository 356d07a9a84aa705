/** The language service of the page over a package, for the names that its popup would be told of. */
import * as v from "valibot";
import type { NamesAnswer } from "../../../shared/language/answers.ts";
import { fromLanguageWorkerSchema } from "../../../shared/language/messages.ts";
import { readTypeLibraries } from "../../../web/type-libraries.ts";
import { LanguageService } from "../../../web/workers/language-service/service.ts";

export interface NamesService {
  set(path: string, text: string): void;
  /** Undefined where the service has nothing to say. */
  namesAt(path: string, offset: number): NamesAnswer | undefined;
}

export function openNamesService(): NamesService {
  const tasks: (() => void)[] = [];
  let answer: NamesAnswer | undefined;
  const service = new LanguageService({
    post(data) {
      const message = v.parse(fromLanguageWorkerSchema, data);
      if (message.type === "failed") throw new Error(message.message);
      if (message.type === "answer") answer = message.answer?.kind === "completions" ? message.answer : undefined;
    },
    defer: (task) => tasks.push(task),
    now: () => 0,
    libraries: readTypeLibraries(),
  });
  return {
    set: (path, text) => service.receive({ type: "file", path, text }),
    namesAt(path, offset) {
      answer = undefined;
      service.receive({ type: "ask", id: 1, question: { kind: "completions", path, offset } });
      for (let task = tasks.shift(); task; task = tasks.shift()) task();
      return answer;
    },
  };
}
