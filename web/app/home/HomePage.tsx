import { useText } from "../../i18n/text.tsx";
import { classes } from "../../ui/classes.ts";
import { PageHeader } from "../PageHeader.tsx";
import { workspaceAddress } from "../route.ts";
import type { Server } from "../server.ts";
import css from "./HomePage.module.css";
import type { PageSwitchesProps } from "./PageSwitches.tsx";
import { ProjectList } from "./ProjectList.tsx";
import { ServerFacts } from "./ServerFacts.tsx";
import { TemplateCards } from "./TemplateCards.tsx";
import { useProjects } from "./use-projects.ts";

interface HomePageProps extends PageSwitchesProps {
  server: Server;
  go(address: string): void;
}

/** The first page: start something, or go on with what is there. */
export function HomePage({ server, go, ...switches }: HomePageProps) {
  const text = useText();
  const projects = useProjects(server, (id) => go(workspaceAddress(id)));
  return (
    <>
      <PageHeader title={text.home.title} switches={switches} />
      <main id="content" tabIndex={-1} className={css["main"]}>
        <section className={css["hero"]}>
          <h1>{text.home.headline}</h1>
          <p>{text.home.lead}</p>
        </section>
        <div>
          <section aria-labelledby="start-from">
            <h2 id="start-from">{text.home.startFrom}</h2>
            <TemplateCards busy={projects.creating} onPick={projects.create} />
            <p role="status" className={classes(css["status"], projects.createFailed && css["bad"])}>
              {projects.creating !== undefined && text.home.creating}
              {projects.createFailed && text.home.createFailed}
            </p>
          </section>
          <section aria-labelledby="your-projects">
            <h2 id="your-projects">{text.home.yourProjects}</h2>
            <ProjectList projects={projects} />
          </section>
        </div>
        <aside>
          <ServerFacts server={server} />
        </aside>
      </main>
    </>
  );
}
