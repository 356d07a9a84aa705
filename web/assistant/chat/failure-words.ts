/** What happened, what is kept and what to do, for each code that a question can end with. */
import type { ChatMessages } from "../../i18n/chat/en.ts";

export function failureWords(code: string, { failures }: ChatMessages): string {
  switch (code) {
    case "no-model":
      return failures.noModel;
    case "dial":
      return failures.dial;
    case "forbidden":
      return failures.forbidden;
    case "quota":
      return failures.quota;
    case "queue-full":
    case "rate-limited":
      return failures.busy;
    case "context":
      return failures.context;
    case "refused":
    case "cut":
    case "timeout":
      return failures.unreachable;
    default:
      return failures.model;
  }
}
