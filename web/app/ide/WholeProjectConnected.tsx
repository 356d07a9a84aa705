import { useStore } from "zustand";
import { ProjectPanel } from "../../assistant/project/ProjectPanel.tsx";
import type { ProjectDesk } from "../../assistant/project/project-desk.ts";
import css from "./Ide.module.css";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

/** The whole project, over the editor. */
export function WholeProjectConnected({ desk, bench, page }: { desk: ProjectDesk; bench: Workbench; page: Page }) {
  const isClosed = useStore(desk.store, ({ phase }) => phase === "closed");
  if (isClosed) return undefined;
  return (
    <div className={css["over"]}>
      <ProjectPanel desk={desk} onRun={() => runAnew(bench, page)} onClose={page.focusEditor} />
    </div>
  );
}

/** A program that runs already has the files as they were: it ends first. */
function runAnew({ program, layout }: Workbench, page: Page): void {
  layout.set({ rightOpen: true });
  if (program.phase.getState().phase === "idle") return page.run("run");
  const stopWaiting = program.phase.subscribe(({ phase }) => {
    if (phase !== "idle") return;
    stopWaiting();
    page.run("run");
  });
  program.stop();
}
