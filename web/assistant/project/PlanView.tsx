import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type DraftFile, withFile, withNewFile, withoutFile } from "../../../shared/agent/project/draft.ts";
import type { ProjectPlan } from "../../../shared/agent/project/plan.ts";
import type { SpecItem } from "../../../shared/agent/project/spec-items.ts";
import { useProjectText } from "../../i18n/project/text.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classes } from "../../ui/classes.ts";
import { Select, TextInput } from "../../ui/Field.tsx";
import css from "./ProjectPanel.module.css";
import type { ProjectDesk } from "./project-desk.ts";
import type { PlanState } from "./state.ts";

/** The plan, to be changed before anything is written. */
export function PlanView({ desk, state }: { desk: ProjectDesk; state: PlanState }) {
  const text = useProjectText();
  const { plan, files, uncovered, problems } = state;
  return (
    <>
      {uncovered.length > 0 && <Uncovered items={uncovered} plan={plan} onAssign={(next) => desk.change(next)} />}
      <h3>{text.planTitle(files.length)}</h3>
      <ol className={css["files"]}>
        {files.map((each) => (
          <PlannedRow key={each.file.path} each={each} desk={desk} state={state} />
        ))}
      </ol>
      <AddFile plan={plan} onAdd={(next) => desk.change(next)} />
      {problems.length > 0 && (
        <>
          <h3>{text.leftOut}</h3>
          <ul className={css["plain"]}>
            {problems.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function PlannedRow({ each, desk, state }: { each: DraftFile; desk: ProjectDesk; state: PlanState }) {
  const text = useProjectText();
  const { file, because, theirs } = each;
  const { path } = file;
  const isWritten = because.length > 0;
  const set = (change: Parameters<typeof withFile>[2]) => desk.change(withFile(state.plan, path, change));
  return (
    <li className={css["file"]}>
      <div className={css["fileHead"]}>
        <code>{path}</code>
        <span className={classes(css["kind"], isWritten && css["accent"])}>
          {isWritten ? because.map((reason) => text.because[reason]).join(", ") : text.stays}
        </span>
        <IconButton label={text.remove(path)} icon={X} onClick={() => desk.change(withoutFile(state.plan, path))} />
      </div>
      <TextInput
        aria-label={text.purpose(path)}
        value={file.purpose}
        onChange={(event) => set({ purpose: event.target.value })}
      />
      <div className={css["facts"]}>
        <ExportsField path={path} names={file.exports} onChange={(exports) => set({ exports })} />
        <Fact label={text.needs} values={file.dependsOn} />
        <Fact label={text.tests} values={file.tests === undefined ? [] : [file.tests]} />
        <Fact label={text.fulfils} values={file.fromSpec} />
      </div>
      {isWritten &&
        theirs.map((their) => (
          <label key={their} className={css["tick"]}>
            <input
              type="checkbox"
              checked={state.overwrite.includes(their)}
              onChange={(event) => desk.allowOverwrite(their, event.target.checked)}
            />
            {text.overwrite(their)}
          </label>
        ))}
      {state.locked.includes(path) && <p className={css["warn"]}>{text.locked}</p>}
    </li>
  );
}

function ExportsField(props: { path: string; names: readonly string[]; onChange(names: string[]): void }) {
  const text = useProjectText();
  // As it is typed: a comma at the end is no name yet.
  const [typed, setTyped] = useState(props.names.join(", "));
  return (
    <div className={css["exports"]}>
      <span aria-hidden>{text.exportsShort}</span>
      <TextInput
        aria-label={text.exports(props.path)}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          props.onChange(target.value.split(/[\s,]+/).filter(Boolean));
        }}
      />
    </div>
  );
}

function Fact({ label, values }: { label: string; values: readonly string[] }) {
  if (!values.length) return undefined;
  return (
    <span className={css["fact"]}>
      {label} <code>{values.join(", ")}</code>
    </span>
  );
}

function AddFile({ plan, onAdd }: { plan: ProjectPlan; onAdd(plan: ProjectPlan): void }) {
  const text = useProjectText();
  const [path, setPath] = useState("");
  const [problem, setProblem] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const added = withNewFile(plan, path);
    setProblem(added.ok ? "" : added.message);
    if (!added.ok) return;
    setPath("");
    onAdd(added.value);
  };
  return (
    <form className={css["add"]} onSubmit={add}>
      <TextInput
        aria-label={text.newPath}
        placeholder={text.newPath}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button type="submit" disabled={path.trim() === ""}>
        {text.add}
      </Button>
      {problem !== "" && (
        <p className={css["warn"]} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

interface UncoveredProps {
  items: readonly SpecItem[];
  plan: ProjectPlan;
  onAssign(plan: ProjectPlan): void;
}

/** Items that nobody fulfils so far; each can be given to a file. */
function Uncovered({ items, plan, onAssign }: UncoveredProps) {
  const text = useProjectText();
  const assign = (id: string, path: string) => {
    const file = plan.files.find((each) => each.path === path);
    if (file) onAssign(withFile(plan, path, { fromSpec: [...file.fromSpec, id] }));
  };
  return (
    <>
      <h3 className={css["warn"]}>{text.uncovered(items.length)}</h3>
      <ul className={css["items"]}>
        {items.map(({ id, kind, text: said }) => (
          <li key={id} className={css["item"]}>
            <code className={css["warn"]}>{id}</code>
            <span className={css["kind"]}>{text.kinds[kind]}</span>
            <span className={css["said"]}>{said}</span>
            <Select aria-label={text.assign(id)} value="" onChange={(event) => assign(id, event.target.value)}>
              <option value="">{text.choose}</option>
              {plan.files.map(({ path }) => (
                <option key={path}>{path}</option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
    </>
  );
}
