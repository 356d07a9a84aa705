import { Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useLanguage, useText } from "../i18n/text.tsx";
import { timeAgo } from "../i18n/time-ago.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextInput } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type LinkRole, linkAddress, type ShareLink, type ShareLinks } from "./links.ts";
import css from "./ShareDialog.module.css";

interface ShareDialogProps {
  links: ShareLinks;
  /** Only an owner makes links. */
  owner: boolean;
  /** Milliseconds now, for "made … ago". */
  now: number;
  onClose(): void;
}

type Known = { state: "loading" } | { state: "failed" } | { state: "ready"; links: readonly ShareLink[] };

/** Make, copy, see and withdraw share links. */
export function ShareDialog({ links, owner, now, onClose }: ShareDialogProps) {
  const text = useText();
  const [known, setKnown] = useState<Known>({ state: "loading" });
  const [fresh, setFresh] = useState<string>();
  const [note, setNote] = useState<string>();
  useEffect(() => {
    if (!owner) return;
    let wanted = true;
    void links.list().then((found) => {
      if (wanted) setKnown(found ? { state: "ready", links: found } : { state: "failed" });
    });
    return () => {
      wanted = false;
    };
  }, [links, owner]);
  const make = async (role: LinkRole) => {
    const made = await links.create(role);
    setNote(made ? text.share.freshNote : text.share.failed);
    if (!made) return;
    setFresh(linkAddress(location.origin, made.token));
    setKnown((before) => ({ state: "ready", links: [...(before.state === "ready" ? before.links : []), made.link] }));
  };
  const revoke = async (id: string) => {
    const gone = await links.revoke(id);
    setNote(gone ? text.share.revoked : text.share.failed);
    if (!gone) return;
    setFresh(undefined);
    setKnown((before) => (before.state === "ready" ? { ...before, links: without(before.links, id) } : before));
  };
  if (!owner) {
    return (
      <Dialog title={text.share.title} body={text.share.onlyOwner} closeLabel={text.close} onClose={onClose}>
        <Button onClick={onClose}>{text.close}</Button>
      </Dialog>
    );
  }
  return (
    <Dialog title={text.share.title} body={text.share.body} closeLabel={text.close} onClose={onClose}>
      <div className={css["make"]}>
        <Button look="primary" onClick={() => void make("edit")}>
          {text.share.makeEdit}
        </Button>
        <Button onClick={() => void make("view")}>{text.share.makeView}</Button>
      </div>
      {fresh !== undefined && <FreshLink address={fresh} onNote={setNote} />}
      <p role="status" className={css["note"]}>
        {note}
      </p>
      <h3 className={css["head"]}>{text.share.list}</h3>
      <LinkList known={known} now={now} onRevoke={(id) => void revoke(id)} />
    </Dialog>
  );
}

function FreshLink({ address, onNote }: { address: string; onNote(note: string): void }) {
  const text = useText();
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => onNote(text.share.copied),
      () => onNote(text.share.copyFailed),
    );
  return (
    <div className={css["fresh"]}>
      <TextInput
        readOnly
        aria-label={text.share.linkLabel}
        value={address}
        className={css["address"]}
        onFocus={(event) => event.target.select()}
      />
      <Button onClick={() => void copy()}>
        <Icon of={Copy} />
        {text.share.copy}
      </Button>
    </div>
  );
}

function LinkList({ known, now, onRevoke }: { known: Known; now: number; onRevoke(id: string): void }) {
  const { locale, text } = useLanguage();
  if (known.state === "loading") return <p className={css["quiet"]}>{text.share.loading}</p>;
  if (known.state === "failed") return <p className={css["quiet"]}>{text.share.failed}</p>;
  if (known.links.length === 0) return <p className={css["quiet"]}>{text.share.none}</p>;
  return (
    <ul className={css["list"]}>
      {known.links.map((link) => {
        const role = link.role === "edit" ? text.share.edit : text.share.view;
        const when = timeAgo(link.createdAt, now, locale, text);
        return (
          <li key={link.id}>
            <span>{role}</span>
            <span className={css["when"]}>{text.share.createdAt(when)}</span>
            <Button aria-label={text.share.revokeLabel(role, when)} onClick={() => onRevoke(link.id)}>
              {text.share.revoke}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

function without(links: readonly ShareLink[], id: string): ShareLink[] {
  return links.filter((link) => link.id !== id);
}
