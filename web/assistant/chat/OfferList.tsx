import { useEffect, useRef } from "react";
import { pickKey } from "../../../shared/chat/pick.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { classes } from "../../ui/classes.ts";
import css from "./Composer.module.css";
import type { Offer } from "./offers.ts";

interface OfferListProps {
  id: string;
  offers: readonly Offer[];
  active: number;
  onChoose(offer: Offer): void;
}

/** The list over the composer; the keys stay in the text, which moves through it. */
export function OfferList({ id, offers, active, onChoose }: OfferListProps) {
  const words = useChatText();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={words.composer.offers} className={css["offers"]}>
      {offers.length === 0 && <p className={css["none"]}>{words.composer.noOffers}</p>}
      {offers.map((offer, index) => (
        <div
          key={pickKey(offer.pick)}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={classes(css["offer"], index === active && css["active"])}
          // Before the text loses the focus and the list closes.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(offer);
          }}
        >
          <span>#{offer.label}</span>
          <span className={css["about"]}>{aboutOf(offer, words.kindHints)}</span>
        </div>
      ))}
    </div>
  );
}

function aboutOf({ pick: { kind, path } }: Offer, hints: Record<string, string>): string {
  return kind === "file" && path?.includes("/") ? path : (hints[kind] ?? "");
}
