import { expect, it } from "vitest";
import { readQuotas } from "./quotas.ts";

it.each([
  [undefined, {}],
  ['{"guest":200000}', { guest: 200_000 }],
  ['{"user":1,"guest":2,"address":3,"workspace":4}', { user: 1, guest: 2, address: 3, workspace: 4 }],
])("%s is %j", (text, quotas) => {
  expect(readQuotas({ GLASSHOUSE_QUOTAS: text })).toEqual({ quotas, problems: [] });
});

it.each(["{", "7", '{"guest":-1}', '{"guest":1.5}', '{"guests":1}'])(
  "%s closes what it meant to limit, and says so",
  (text) => {
    const { quotas, problems } = readQuotas({ GLASSHOUSE_QUOTAS: text });
    expect(quotas).toEqual({ user: 0, guest: 0, address: 0, workspace: 0 });
    expect(problems).toHaveLength(1);
  },
);
