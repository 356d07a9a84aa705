import { type FormEvent, useState } from "react";
import { useAdminText } from "../../i18n/admin/text.ts";
import { useText } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, Select, Switch, TextInput } from "../../ui/Field.tsx";
import css from "./AdminPage.module.css";
import type { AdminView, EndpointEntry } from "./admin-api.ts";
import { blankEndpoint, entryOf, type WrittenEndpoint, writtenOf } from "./written-endpoint.ts";

interface EndpointFormProps {
  /** The endpoint to change; a new one when left out. */
  edited: { id: string; entry: EndpointEntry; keySet: boolean } | undefined;
  choices: AdminView["choices"];
  onSave(id: string, entry: EndpointEntry, key: string | undefined): void;
  onClose(): void;
}

/** What the owner writes of an endpoint. A key is written, never read. */
export function EndpointForm({ edited, choices, onSave, onClose }: EndpointFormProps) {
  const text = useText();
  const { form: words, tiers } = useAdminText();
  const [written, setWritten] = useState(() => (edited ? writtenOf(edited.id, edited.entry) : blankEndpoint));
  const [withoutKey, setWithoutKey] = useState(false);
  const write = (change: Partial<WrittenEndpoint>) => setWritten((before) => ({ ...before, ...change }));
  const input = (name: Exclude<keyof WrittenEndpoint, "dialect" | "family" | "tier">) => ({
    value: written[name],
    onChange: (event: { target: { value: string } }) => write({ [name]: event.target.value }),
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    const key = withoutKey ? "" : written.key.trim() || undefined;
    onSave(written.id.trim(), entryOf(written), key);
  };
  const tierNames: Readonly<Record<string, string>> = tiers;
  return (
    <Dialog title={edited ? words.change(edited.entry.name) : words.add} closeLabel={text.close} onClose={onClose}>
      <form className={css["form"]} onSubmit={save}>
        {!edited && (
          <Field label={words.id} hint={words.idHint}>
            {(field) => <TextInput {...field} required pattern="[\w.:\-]{1,64}" spellCheck={false} {...input("id")} />}
          </Field>
        )}
        <Field label={words.name} hint={words.nameHint}>
          {(field) => <TextInput {...field} required maxLength={200} {...input("name")} />}
        </Field>
        <Field label={words.address} hint={words.addressHint}>
          {(field) => <TextInput {...field} type="url" required pattern="https?://.+" {...input("address")} />}
        </Field>
        <Field label={words.dialect}>
          {(field) => (
            <Select {...field} value={written.dialect} onChange={(event) => write({ dialect: event.target.value })}>
              {choices.dialects.map((dialect) => (
                <option key={dialect}>{dialect}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.model} hint={words.modelHint}>
          {(field) => <TextInput {...field} spellCheck={false} {...input("model")} />}
        </Field>
        <Field label={words.family}>
          {(field) => (
            <Select {...field} value={written.family} onChange={(event) => write({ family: event.target.value })}>
              <option value="">{words.familyNone}</option>
              {choices.families.map((family) => (
                <option key={family}>{family}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.tier}>
          {(field) => (
            <Select {...field} value={written.tier} onChange={(event) => write({ tier: event.target.value })}>
              {choices.tiers.map((tier) => (
                <option key={tier} value={tier}>
                  {tierNames[tier] ?? tier}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.concurrency}>
          {(field) => <TextInput {...field} type="number" required min={1} {...input("concurrency")} />}
        </Field>
        <Field label={words.contextTokens} hint={words.contextHint}>
          {(field) => <TextInput {...field} type="number" min={256} {...input("contextTokens")} />}
        </Field>
        <Field label={words.promptPrice}>
          {(field) => <TextInput {...field} type="number" min={0} step="any" {...input("promptPrice")} />}
        </Field>
        <Field label={words.completionPrice}>
          {(field) => <TextInput {...field} type="number" min={0} step="any" {...input("completionPrice")} />}
        </Field>
        <Field label={words.key} hint={edited?.keySet ? words.keyKept : words.keyHint}>
          {(field) => (
            <TextInput {...field} type="password" autoComplete="new-password" disabled={withoutKey} {...input("key")} />
          )}
        </Field>
        {edited?.keySet && (
          <Field label={words.keyRemove}>
            {(field) => (
              <Switch {...field} checked={withoutKey} onChange={(event) => setWithoutKey(event.target.checked)} />
            )}
          </Field>
        )}
        <div className={css["buttons"]}>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="primary">
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
