import { useText } from "../../i18n/text.tsx";
import type { Person } from "../../sync/session.ts";
import { initials, readableOn } from "../../ui/person-color.ts";
import css from "./Bar.module.css";

const shownAtOnce = 5;

/** One round mark a person, not a tab. */
export function People({ people }: { people: readonly Person[] }) {
  const text = useText();
  const unique = [...new Map(people.toSorted(selfLast).map((person) => [person.userId, person])).values()];
  if (unique.length < 2) return undefined;
  const more = unique.length - shownAtOnce;
  return (
    <ul className={css["people"]} aria-label={text.bar.people}>
      {unique.slice(0, shownAtOnce).map((person) => {
        const name = person.self ? `${person.name} (${text.bar.you})` : person.name;
        return (
          <li
            key={person.userId}
            className={css["avatar"]}
            style={{ background: person.color, color: readableOn(person.color) }}
            title={name}
          >
            <span aria-hidden="true">{initials(person.name)}</span>
            <span className="visually-hidden">{name}</span>
          </li>
        );
      })}
      {more > 0 && <li className={css["more"]}>{`+${more}`}</li>}
    </ul>
  );
}

/** A later entry of the same person replaces an earlier one: this tab's own wins. */
function selfLast(a: Person, b: Person): number {
  return Number(a.self) - Number(b.self);
}
