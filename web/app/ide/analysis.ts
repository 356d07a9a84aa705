/** What static analysis says of the open project: the assistant's tasks without a model. */
import type { TaskName } from "../../../shared/agent/tasks.ts";
import { tasksText } from "../../i18n/tasks/text.ts";
import { runStaticTask, type StaticTaskAnswer, type StaticTaskInput } from "../../language/static-tasks.ts";
import type { CompletionParts } from "./completion.ts";
import type { Workbench } from "./workbench.ts";

/** `completion`: the language service and the search, undefined while they start. */
export async function analyse(
  { session, settings }: Workbench,
  completion: CompletionParts | undefined,
  task: TaskName,
  input: Omit<StaticTaskInput, "language">,
  signal: AbortSignal,
): Promise<StaticTaskAnswer> {
  const { locale: language } = settings.getState();
  if (!completion) return { kind: "nothing", reason: tasksText(language).starting };
  const { tree } = session.files;
  const project = {
    read(path: string) {
      const id = tree.getState().byPath.get(path)?.id;
      return id === undefined ? undefined : session.files.text(id)?.toString();
    },
    paths: () => tree.getState().rows.flatMap(({ kind, path }) => (kind === "file" ? [path] : [])),
  };
  const { service, search } = completion;
  return runStaticTask(task, { ...input, language }, { project, service, search }, signal);
}
