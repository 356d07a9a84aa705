/** What a person is told of a browser in which programs behave differently: until they have dismissed it, once for all projects. */
import * as v from "valibot";
import type { Messages } from "../../i18n/en.ts";
import type { Lack } from "../../runtime/lacks.ts";
import type { Notice } from "../../state/notices.ts";
import { type KeptText, parseJson } from "../../state/settings.ts";

const key = "glasshouse.lacks-seen";
const seenSchema = v.fallback(v.array(v.string()), []);

export function noticesOfLacks(lacks: readonly Lack[], storage: KeptText, text: Messages): Omit<Notice, "id">[] {
  const seen = (): string[] => v.parse(seenSchema, parseJson(storage.getItem(key)));
  const known = seen();
  return lacks
    .filter((lack) => !known.includes(lack))
    .map((lack) => ({
      tone: "plain",
      text: text.lacks[lack],
      onDismiss: () => storage.setItem(key, JSON.stringify([...seen(), lack])),
    }));
}
