import type { ReactNode } from "react";
import { useAdminText } from "../../i18n/admin/text.ts";
import { useText } from "../../i18n/text.tsx";
import { timeAgo } from "../../i18n/time-ago.ts";
import type { Locale } from "../../state/settings.ts";
import css from "./AdminPage.module.css";
import type { AdminView } from "./admin-api.ts";
import { codeWord } from "./endpoint-words.ts";

const shownDecisions = 20;

/** Which tiers a request is for, and when the next endpoint is asked. */
export function Routing({ routes }: Pick<AdminView, "routes">) {
  const text = useText();
  const words = useAdminText();
  const tasks: Readonly<Record<string, string>> = words.tasks;
  return (
    <Section id="routing" title={words.routing} lead={words.routingLead}>
      <Rows
        heads={[words.task, words.order, words.escalates, words.hedged]}
        rows={routes.map(({ name, tiers, escalateOn, hedged }) => ({
          id: name,
          cells: [
            tasks[name] ?? name,
            tiers.map((tier) => words.tiers[tier]).join(" → "),
            escalateOn.map((code) => codeWord(code, text)).join(" · "),
            hedged ? words.yes : words.no,
          ],
        }))}
      />
    </Section>
  );
}

/** The limits, and who is near them. */
export function Quotas({ quotas, locale }: Pick<AdminView, "quotas"> & { locale: Locale }) {
  const words = useAdminText();
  const number = new Intl.NumberFormat(locale);
  const limits = (["user", "guest", "address", "workspace"] as const).flatMap((kind) => {
    const limit = quotas.limits[kind];
    return limit === undefined ? [] : [words.limit(words.kinds[kind], number.format(limit))];
  });
  return (
    <Section id="quotas" title={words.quotas} lead={limits.length > 0 ? limits.join(" · ") : words.noQuotas}>
      {limits.length > 0 && <h3 className={css["below"]}>{words.nearest}</h3>}
      {limits.length > 0 && quotas.nearest.length === 0 && <p className={css["quiet"]}>{words.nobody}</p>}
      <ul className={css["payers"]}>
        {quotas.nearest.map(({ kind, id, name, tokens, limitTokens }) => {
          const share = words.share(number.format(tokens), number.format(limitTokens));
          const who = `${words.kinds[kind]}: ${name ?? id}`;
          return (
            <li key={`${kind}:${id}`}>
              <span>{who}</span>
              <meter aria-label={who} value={tokens} max={Math.max(limitTokens, tokens, 1)} high={limitTokens * 0.8} />
              <span className={css["quiet"]}>{share}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** Why which endpoints were asked, the newest first. */
export function Decisions({ decisions, locale }: Pick<AdminView, "decisions"> & { locale: Locale }) {
  const text = useText();
  const words = useAdminText();
  const tasks: Readonly<Record<string, string>> = words.tasks;
  const newest = decisions.slice(-shownDecisions).toReversed();
  return (
    <Section id="decisions" title={words.decisions}>
      {newest.length === 0 ? (
        <p className={css["quiet"]}>{words.noDecisions}</p>
      ) : (
        <Rows
          heads={[words.when, words.task, words.size, words.asked, words.paused]}
          rows={newest.map(({ atMs, route, size, asked, paused }, at) => ({
            id: `${atMs} ${at}`,
            cells: [
              timeAgo(atMs, Date.now(), locale, text),
              tasks[route] ?? route,
              words.sizes[size],
              asked.join(" → ") || "–",
              paused.join(" · ") || "–",
            ],
          }))}
        />
      )}
    </Section>
  );
}

function Section(props: { id: string; title: string; lead?: string; children: ReactNode }) {
  return (
    <section aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.lead && <p className={css["quiet"]}>{props.lead}</p>}
      {props.children}
    </section>
  );
}

/** Reads as a table where there is room, and as a list of facts on a phone. */
function Rows(props: { heads: readonly string[]; rows: readonly { id: string; cells: readonly string[] }[] }) {
  return (
    <ul className={css["rows"]}>
      {props.rows.map(({ id, cells }) => (
        <li key={id}>
          <dl>
            {props.heads.map((head, at) => (
              <div key={head}>
                <dt>{head}</dt>
                <dd>{cells[at]}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
