/** The type filter as ghost text asks it: an answer within the deadline. */
import type { SuggestionCheck, SuggestionVerdict } from "../../shared/completion/suggestion-check.ts";
import { languageLimits } from "../../shared/language/limits.ts";
import type { LanguageProvider } from "../../shared/language/provider.ts";
import type { Clock } from "../sync/ports.ts";

/**
 * Past the deadline the syntax decides. A service that is busy with something else is waited for until it tells the syntax;
 * one that has not answered yet is still starting: until then, and without one, everything is kept.
 */
export function createSuggestionCheck(service: LanguageProvider, clock: Pick<Clock, "after">): SuggestionCheck {
  let isReady = false;
  return {
    async check(suggestion, signal) {
      let bySyntax: SuggestionVerdict = "keep";
      const syntax = service.ask({ kind: "syntax", ...suggestion }, signal).then((answer) => {
        isReady ||= answer !== undefined;
        bySyntax = answer?.verdict ?? "keep";
      });
      const stopTypes = new AbortController();
      const either = AbortSignal.any([signal, stopTypes.signal]);
      const types = service.ask({ kind: "check", ...suggestion }, either);
      const known = Promise.all([types, syntax]).then(([answer]) => answer?.verdict ?? bySyntax);
      const late = Promise.withResolvers<SuggestionVerdict>();
      void late.promise.then(() => stopTypes.abort());
      const stop = clock.after(languageLimits.checkDeadlineMs, () => {
        if (isReady) void syntax.then(() => late.resolve(bySyntax));
        else late.resolve("keep");
      });
      return Promise.race([known, late.promise]).finally(stop);
    },
  };
}
