import { type FormEvent, lazy, Suspense, useId, useState } from "react";
import { useAdminText } from "../../i18n/admin/text.ts";
import { useText } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import { classes } from "../../ui/classes.ts";
import { TextInput } from "../../ui/Field.tsx";
import type { PageSwitchesProps } from "../home/PageSwitches.tsx";
import { PageHeader } from "../PageHeader.tsx";
import css from "./AdminPage.module.css";
import { type Admin, useAdmin } from "./use-admin.ts";

const Overview = lazy(() => import("./Overview.tsx").then(({ Overview }) => ({ default: Overview })));

/** The installation owner's page: behind the token, the models with all that can be done with them. */
export function AdminPage(switches: PageSwitchesProps) {
  const text = useText();
  const words = useAdminText();
  const admin = useAdmin();
  const { view } = admin;
  return (
    <>
      <PageHeader title={`${words.title} · ${text.product}`} switches={switches} leadsHome>
        {view && <Button onClick={admin.signOut}>{words.signOut}</Button>}
      </PageHeader>
      <main id="content" tabIndex={-1} className={css["main"]}>
        <h1>{words.title}</h1>
        <p className={css["lead"]}>{words.lead}</p>
        {view ? (
          <Suspense>
            <Overview admin={admin} view={view} locale={switches.locale} />
          </Suspense>
        ) : (
          <SignIn admin={admin} />
        )}
      </main>
    </>
  );
}

function SignIn({ admin }: { admin: Admin }) {
  const words = useAdminText();
  const [typed, setTyped] = useState("");
  const id = useId();
  const { failure, opening } = admin;
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") admin.signIn(typed.trim());
  };
  return (
    <form className={css["signIn"]} onSubmit={open}>
      <label htmlFor={id}>{words.token}</label>
      <div className={css["line"]}>
        <TextInput
          id={id}
          type="password"
          autoComplete="current-password"
          aria-describedby={`${id}-hint`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={opening}>
          {words.signIn}
        </Button>
      </div>
      <p id={`${id}-hint`} className={css["quiet"]}>
        {words.tokenHint}
      </p>
      <p role="status" className={classes(css["note"], failure && css["bad"])}>
        {opening && words.loading}
        {failure && (failure === "refused" ? words.tokenRefused : words.unreachable)}
      </p>
    </form>
  );
}
