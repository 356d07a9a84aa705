/** The real language service with the real types, asked without waiting. */
import * as v from "valibot";
import type { LanguageAnswer } from "../../shared/language/answers.ts";
import { fromLanguageWorkerSchema, type LanguageQuestion } from "../../shared/language/messages.ts";
import { readTypeLibraries } from "../../web/type-libraries.ts";
import { LanguageService } from "../../web/workers/language-service/service.ts";

export interface LanguageInProcess {
  service: LanguageService;
  /** Packages asked for and not taken from here yet. */
  wanted: string[];
  set(path: string, text: string): void;
  /** Undefined where the service has nothing to say. */
  ask(question: LanguageQuestion): LanguageAnswer | undefined;
}

export function openLanguage(): LanguageInProcess {
  const tasks: (() => void)[] = [];
  const wanted: string[] = [];
  let answer: LanguageAnswer | undefined;
  const service = new LanguageService({
    post(data) {
      const message = v.parse(fromLanguageWorkerSchema, data);
      if (message.type === "failed") throw new Error(message.message);
      if (message.type === "answer") answer = message.answer;
      if (message.type === "want") wanted.push(...message.packages);
    },
    defer: (task) => tasks.push(task),
    now: () => 0,
    libraries: readTypeLibraries(),
  });
  return {
    service,
    wanted,
    set: (path, text) => service.receive({ type: "file", path, text }),
    ask(question) {
      answer = undefined;
      service.receive({ type: "ask", id: 1, question });
      for (let task = tasks.shift(); task; task = tasks.shift()) task();
      return answer;
    },
  };
}
