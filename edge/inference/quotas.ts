/** Quotas as the operator writes them: `GLASSHOUSE_QUOTAS`, a JSON object of tokens a day. */
import * as v from "valibot";
import { parseJson } from "./dialects/read-answer.ts";
import type { Quotas } from "./ledger.ts";

const tokens = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));
/** For one person with an account, one guest, all guests of one address, all of one workspace. */
const quotasSchema = v.strictObject({ user: tokens, guest: tokens, address: tokens, workspace: tokens });

export function readQuotas(variables: Readonly<Record<string, string | undefined>>): {
  quotas: Quotas;
  problems: string[];
} {
  const text = variables["GLASSHOUSE_QUOTAS"]?.trim();
  if (!text) return { quotas: {}, problems: [] };
  const parsed = v.safeParse(quotasSchema, parseJson(text));
  if (parsed.success) return { quotas: withoutGaps(parsed.output), problems: [] };
  // Whoever meant to limit and made a mistake must not find everything open.
  const closed = { user: 0, guest: 0, address: 0, workspace: 0 };
  const problem = `GLASSHOUSE_QUOTAS must be JSON such as {"guest": 200000}: until then nobody is served. ${parsed.issues[0].message}`;
  return { quotas: closed, problems: [problem] };
}

function withoutGaps({ user, guest, address, workspace }: v.InferOutput<typeof quotasSchema>): Quotas {
  return {
    ...(user === undefined ? {} : { user }),
    ...(guest === undefined ? {} : { guest }),
    ...(address === undefined ? {} : { address }),
    ...(workspace === undefined ? {} : { workspace }),
  };
}
