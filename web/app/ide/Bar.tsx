import { Eye, Play, Search, Share2, Square } from "lucide-react";
import { useText } from "../../i18n/text.tsx";
import type { Person } from "../../sync/session.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Logo } from "../../ui/Logo.tsx";
import css from "./Bar.module.css";
import { People } from "./People.tsx";
import { ProjectName } from "./ProjectName.tsx";
import type { ProgramPhase } from "./program.ts";

interface BarProps {
  name: string;
  owner: boolean;
  viewOnly: boolean;
  people: readonly Person[];
  phase: ProgramPhase;
  paletteKeys: string;
  runKeys: string;
  onRename(name: string): void;
  onPalette(): void;
  onRun(): void;
  onStop(): void;
  onShare(): void;
}

/** The top of the page: what project, who is here, run it, share it. */
export function Bar(props: BarProps) {
  const text = useText();
  const running = props.phase !== "idle";
  return (
    <header className={css["bar"]} data-region="bar">
      <a href="/" className={css["logo"]} aria-label={text.bar.home} title={text.bar.home}>
        <Logo size={20} />
      </a>
      <ProjectName name={props.name} editable={props.owner} onRename={props.onRename} />
      {props.viewOnly && (
        <span className={css["badge"]} title={text.bar.viewOnlyHint}>
          <Icon of={Eye} size={14} />
          {text.bar.viewOnly}
        </span>
      )}
      <span className={css["grow"]} />
      <button type="button" className={css["palette"]} onClick={props.onPalette}>
        <Icon of={Search} size={14} />
        <span>{text.bar.palette}</span>
        <span className={css["grow"]} />
        <kbd>{props.paletteKeys}</kbd>
      </button>
      <span className={css["grow"]} />
      <People people={props.people} />
      <Button
        look={running ? "danger" : "primary"}
        className={css["action"]}
        aria-label={running ? text.bar.stop : text.bar.run}
        title={running ? text.bar.stop : `${text.bar.runHint} (${props.runKeys})`}
        onClick={running ? props.onStop : props.onRun}
      >
        <Icon of={running ? Square : Play} />
        <span>{running ? text.bar.stop : text.bar.run}</span>
      </Button>
      {props.owner && (
        <Button className={css["action"]} aria-label={text.bar.share} onClick={props.onShare}>
          <Icon of={Share2} />
          <span>{text.bar.share}</span>
        </Button>
      )}
    </header>
  );
}
