import { expect, it } from "vitest";
import type { CompletionSourceKind, InlineProvider } from "../../shared/completion/provider.ts";
import type { FromCopiesWorker, ToCopiesWorker } from "../../shared/copies/messages.ts";
import { createCompletionStatus, report } from "./completion-status.ts";
import { createCopyNotice } from "./copy-notice.ts";

const long = "const total = items.reduce((sum, item) => sum + item.price, 0);\nreturn total.toFixed(2);";
const found = { name: "hono", license: "MIT" };
const request = { path: "a.ts", language: "typescript", prefix: "let x = ", suffix: "", trigger: "auto" as const };

function start() {
  const sent: ToCopiesWorker[] = [];
  const status = createCompletionStatus();
  let say: (message: FromCopiesWorker) => void = () => {};
  let fail = () => {};
  const notice = createCopyNotice(status, () => ({
    post: (message) => void sent.push(message),
    listen(onMessage, onError) {
      say = onMessage;
      fail = onError;
    },
    terminate: () => {},
  }));
  const suggest = (text: string, source: CompletionSourceKind = "model", prefix = request.prefix) => {
    const provider: InlineProvider = {
      source,
      model: "m",
      debounceMs: 0,
      complete: async () => ({ text, model: "m", latencyMs: 1 }),
    };
    return notice.watch(provider).complete({ ...request, prefix }, () => {}, new AbortController().signal);
  };
  return { notice, sent, status, suggest, say: (message: FromCopiesWorker) => say(message), fail: () => fail() };
}

it("a copy is named in the status until the next answer, and for what became of it", async () => {
  const { notice, sent, status, suggest, say } = start();
  expect(await suggest(long)).toEqual({ text: long, model: "m", latencyMs: 1 });
  expect(sent).toEqual([{ id: 1, code: long }]);
  say({ id: 1, found });
  expect([status.getState().copyOf, notice.last("model"), notice.last("local")]).toEqual([found, found, undefined]);
  report(status, { type: "local-answered", latencyMs: 1 });
  expect(status.getState().copyOf).toBeUndefined();
  await suggest("short();");
  expect(notice.last("model")).toBeUndefined();
});

it("the word at the caret is part of what is looked for, short suggestions start nothing", async () => {
  const { sent, suggest } = start();
  await suggest("return total;\n}");
  expect(sent).toEqual([]);
  await suggest(long.slice(3), "local", "  con");
  expect(sent).toEqual([{ id: 2, code: long }]);
});

it("an answer about a suggestion that was overtaken is not shown", async () => {
  const { notice, status, suggest, say } = start();
  await suggest(long);
  await suggest(`${long}\nsecond();`);
  say({ id: 1, found });
  say({ id: 2, found: undefined });
  expect([status.getState().copyOf, notice.last("model")]).toEqual([undefined, undefined]);
});

it("a broken Worker is not asked again, and suggestions go on", async () => {
  const { sent, suggest, fail } = start();
  await suggest(long);
  fail();
  expect((await suggest(long))?.text).toBe(long);
  expect(sent).toHaveLength(1);
});
