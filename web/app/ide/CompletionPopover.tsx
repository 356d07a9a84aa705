import type { CompletionStatus } from "../../../shared/completion/provider.ts";
import { useLanguage } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, Switch } from "../../ui/Field.tsx";
import { Popover } from "../../ui/Popover.tsx";
import css from "./CompletionPopover.module.css";
import { upstreamWord } from "./status-words.ts";

interface CompletionPopoverProps {
  anchor: HTMLElement;
  completion: CompletionStatus;
  /** The person's own switch, for every project. */
  on: boolean;
  /** What the project's dial says of the shown file. */
  allowed: boolean;
  onSwitch(on: boolean): void;
  onSettings(): void;
  onClose(): void;
}

/** What completes here and how it is: source, time, place in the queue, the last error, the day's tokens, and one switch for all of it. */
export function CompletionPopover(props: CompletionPopoverProps) {
  const { locale, text } = useLanguage();
  const { completion, on, allowed } = props;
  const words = text.status.completionPanel;
  const number = new Intl.NumberFormat(locale);
  const { source, model, endpoint, latencyMs, waiting, error, tokens, quota } = completion;
  const isModel = source === "model";
  const facts: [name: string, fact: string | undefined][] = [
    [words.source, isModel ? model : text.status.local],
    [words.endpoint, isModel ? endpoint : undefined],
    [words.latency, latencyMs === undefined ? undefined : words.milliseconds(number.format(Math.round(latencyMs)))],
    [words.queue, waiting === undefined ? undefined : words.ahead(waiting)],
    [words.error, error && `${upstreamWord(error.code, text)}. ${error.message}`],
    [words.page, tokens === undefined ? undefined : words.tokens(number.format(tokens))],
    [words.today, quota && words.ofQuota(number.format(quota.usedTokens), number.format(quota.limitTokens))],
  ];
  return (
    <Popover label={words.label} anchor={props.anchor} onClose={props.onClose}>
      <Field label={words.everywhere} hint={words.everywhereHint}>
        {(field) => <Switch {...field} checked={on} onChange={(event) => props.onSwitch(event.target.checked)} />}
      </Field>
      {on && !allowed && (
        <p className={css["off"]}>
          {words.offHere} <Button onClick={props.onSettings}>{words.settings}</Button>
        </p>
      )}
      {on && allowed && (
        <dl className={css["facts"]}>
          {facts.map(
            ([name, fact]) =>
              fact !== undefined && (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{fact}</dd>
                </div>
              ),
          )}
        </dl>
      )}
      {on && allowed && quota && (
        <meter
          className={css["meter"]}
          aria-label={words.today}
          value={quota.usedTokens}
          max={Math.max(1, quota.limitTokens)}
          high={quota.limitTokens * 0.8}
        />
      )}
    </Popover>
  );
}
