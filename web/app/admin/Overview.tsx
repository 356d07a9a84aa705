import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useAdminText } from "../../i18n/admin/text.ts";
import { useText } from "../../i18n/text.tsx";
import type { Locale } from "../../state/settings.ts";
import { Button } from "../../ui/Button.tsx";
import { classes } from "../../ui/classes.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Message } from "../../ui/Message.tsx";
import css from "./AdminPage.module.css";
import type { AdminAnswer, AdminApi, AdminView, EndpointEntry, EndpointView } from "./admin-api.ts";
import { EndpointCard } from "./EndpointCard.tsx";
import { Decisions, Quotas, Routing } from "./Facts.tsx";
import type { Admin } from "./use-admin.ts";

const EndpointForm = lazy(() => import("./EndpointForm.tsx").then(({ EndpointForm }) => ({ default: EndpointForm })));

type Open =
  | { form: "add" }
  | { form: "change"; id: string; entry: EndpointEntry; keySet: boolean }
  | { remove: EndpointView };

/** Everything behind the token. */
export function Overview({ admin, view, locale }: { admin: Admin; view: AdminView; locale: Locale }) {
  const text = useText();
  const words = useAdminText();
  const [open, setOpen] = useState<Open>();
  const [note, setNote] = useState<{ text: string; bad: boolean }>();
  const act = async (change: (api: AdminApi) => Promise<AdminAnswer<unknown>>, done: string) => {
    const failure = await admin.act(change);
    setNote(failure ? { text: words.failed[failure], bad: true } : { text: done, bad: false });
    return failure === undefined;
  };
  const close = () => setOpen(undefined);
  return (
    <>
      <p role="status" className={classes(css["note"], (note?.bad || admin.failure) && css["bad"])}>
        {admin.failure ? words.unreachable : note?.text}
      </p>
      <section aria-labelledby="endpoints">
        <div className={css["head"]}>
          <h2 id="endpoints">{words.endpoints}</h2>
          <Button look="primary" onClick={() => setOpen({ form: "add" })}>
            <Icon of={Plus} />
            {words.add}
          </Button>
        </div>
        {view.endpoints.length === 0 && (
          <div className={css["box"]}>
            <Message title={words.none} body={words.noneBody} />
          </div>
        )}
        <ul className={css["cards"]}>
          {view.endpoints.map((endpoint) => {
            const { id, name, off, keySet } = endpoint;
            const entry = view.settings.find((setting) => setting.id === id)?.entry;
            return (
              <EndpointCard
                key={id}
                endpoint={endpoint}
                locale={locale}
                onEdit={entry && (() => setOpen({ form: "change", id, entry, keySet }))}
                onRemove={entry && (() => setOpen({ remove: endpoint }))}
                onTurn={() => void act((api) => api.turn(id, !off), words.done[off ? "resumed" : "paused"](name))}
                onProbe={() => void act((api) => api.probe(id), words.done.probed(name))}
              />
            );
          })}
        </ul>
      </section>
      <Routing routes={view.routes} />
      <Quotas quotas={view.quotas} locale={locale} />
      <Decisions decisions={view.decisions} locale={locale} />
      {open && "form" in open && (
        <Suspense>
          <EndpointForm
            edited={open.form === "change" ? open : undefined}
            choices={view.choices}
            onClose={close}
            onSave={async (id, entry, key) => {
              close();
              return act((api) => api.put(id, entry, key), words.done.saved(entry.name));
            }}
          />
        </Suspense>
      )}
      {open && "remove" in open && (
        <Dialog
          title={words.removeTitle(open.remove.name)}
          body={words.removeBody}
          closeLabel={text.close}
          onClose={close}
        >
          <div className={css["buttons"]}>
            <Button onClick={close}>{text.cancel}</Button>
            <Button
              look="danger"
              onClick={() => {
                close();
                void act((api) => api.remove(open.remove.id), words.done.removed(open.remove.name));
              }}
            >
              {words.remove}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
