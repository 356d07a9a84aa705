import { MoreHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useAdminText } from "../../i18n/admin/text.ts";
import { useText } from "../../i18n/text.tsx";
import { timeAgo } from "../../i18n/time-ago.ts";
import type { Locale } from "../../state/settings.ts";
import { IconButton } from "../../ui/Button.tsx";
import { classes } from "../../ui/classes.ts";
import { Menu, type MenuItem, type MenuPlace } from "../../ui/Menu.tsx";
import css from "./AdminPage.module.css";
import type { EndpointView } from "./admin-api.ts";
import { codeWord, outcomeWords, stateOf } from "./endpoint-words.ts";

interface EndpointCardProps {
  endpoint: EndpointView;
  locale: Locale;
  /** Undefined for an endpoint of the server's environment. */
  onEdit: (() => void) | undefined;
  onRemove: (() => void) | undefined;
  onTurn(): void;
  onProbe(): void;
}

/** One endpoint: what it is, how it is, what it did. */
export function EndpointCard({ endpoint, locale, ...does }: EndpointCardProps) {
  const text = useText();
  const words = useAdminText();
  const [menu, setMenu] = useState<MenuPlace>();
  const { name, spend, capabilities, lastFailure } = endpoint;
  const state = stateOf(endpoint, words);
  const number = new Intl.NumberFormat(locale);
  const { firstByteP50Ms, firstByteP95Ms } = spend;
  const rounded = (ms: number) => number.format(Math.round(ms));
  const items: MenuItem[] = [
    ...(does.onEdit ? [{ id: "edit", label: words.edit, run: does.onEdit }] : []),
    { id: "turn", label: endpoint.off ? words.resume : words.pause, run: does.onTurn },
    { id: "probe", label: words.probe, run: does.onProbe },
    ...(does.onRemove ? [{ id: "remove", label: words.remove, danger: true, run: does.onRemove }] : []),
  ];
  const canDo = [
    ...(capabilities.contextTokens === undefined ? [] : [words.context(number.format(capabilities.contextTokens))]),
    words.fillIn[capabilities.fillIn],
    ...(endpoint.listed === false ? [words.notListed] : []),
  ];
  return (
    <li className={css["card"]} data-endpoint={endpoint.id}>
      <div className={css["who"]}>
        <h3>{name}</h3>
        <p className={css["quiet"]}>
          {endpoint.endpoint}
          {!does.onEdit && ` · ${words.fromEnvironment}`}
        </p>
      </div>
      <IconButton
        label={words.actions(name)}
        icon={MoreHorizontal}
        aria-haspopup="menu"
        onClick={(event) => setMenu({ element: event.currentTarget })}
      />
      <dl className={css["facts"]}>
        <Fact name={words.state}>
          <span className={classes(css["state"], css[state.tone])}>{state.text}</span>
        </Fact>
        <Fact name={words.canDo}>{canDo.join(" · ")}</Fact>
        <Fact name={words.tier}>{words.tiers[endpoint.tier]}</Fact>
        <Fact name={words.key}>{endpoint.keySet ? words.keySet : words.keyMissing}</Fact>
        <Fact name={words.queue}>{words.queueNow(endpoint.running, endpoint.waiting)}</Fact>
        <Fact name={words.latency}>
          {firstByteP50Ms === undefined || firstByteP95Ms === undefined
            ? "–"
            : words.milliseconds(rounded(firstByteP50Ms), rounded(firstByteP95Ms))}
        </Fact>
        <Fact name={words.today}>
          {words.tokens(number.format(spend.today.tokens))}
          {spend.today.cost > 0 && ` · ${words.spent(number.format(spend.today.cost))}`}
        </Fact>
        <Fact name={words.calls}>{outcomeWords(spend.outcomes, words, text) || "–"}</Fact>
        <Fact name={words.lastError}>
          {lastFailure ? (
            <span title={lastFailure.message}>
              {codeWord(lastFailure.code, text)} · {timeAgo(lastFailure.atMs, Date.now(), locale, text)}
            </span>
          ) : (
            words.noError
          )}
        </Fact>
      </dl>
      {menu && <Menu label={words.actions(name)} place={menu} items={items} onClose={() => setMenu(undefined)} />}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
