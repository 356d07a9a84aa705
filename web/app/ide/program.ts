/** The one program that the Run button starts and stops. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Messages } from "../../i18n/en.ts";
import type { EngineProcess, EngineSession } from "../../runtime/engine.ts";
import type { NoticeStore } from "../../state/notices.ts";
import type { Terminals } from "../../terminal/terminals.ts";
import { runPlan } from "./run-plan.ts";

export type ProgramPhase = "idle" | "installing" | "running";

export interface Program {
  phase: StoreApi<{ phase: ProgramPhase }>;
  /** Installs what is missing, then runs `npm start`; does nothing while it runs. */
  run(): Promise<void>;
  /** Ends the program at once, however busy it is. */
  stop(): void;
}

interface Needs {
  engine(): Promise<EngineSession>;
  terminals: Terminals;
  notices: NoticeStore;
  packageText(): string | undefined;
  text(): Messages;
  /** Shows the terminal that the program writes to. */
  onStart(): void;
}

export function createProgram(needs: Needs): Program {
  const phase = createStore<{ phase: ProgramPhase }>()(() => ({ phase: "idle" }));
  let current: EngineProcess | undefined;
  let stopping: AbortController | undefined;
  const complain = (text: string) => needs.notices.show({ tone: "error", text });

  const work = async (needsPackages: boolean, signal: AbortSignal) => {
    const engine = await needs.engine();
    await engine.ready;
    if (isLost(engine)) return complain(needs.text().run.engineLost);
    const entry = await needs.terminals.openProgram();
    needs.onStart();
    const step = async (command: string, args: string[]): Promise<number> => {
      entry.screen.say(`$ ${[command, ...args].join(" ")}`);
      current = await engine.run(command, args, { terminal: entry.screen.size() });
      if (signal.aborted) current.kill();
      entry.screen.attach(current);
      const code = await current.exit;
      current = undefined;
      return code;
    };
    needs.terminals.setRunning(entry.id, true);
    try {
      if (needsPackages && !(await hasPackages(engine)) && !signal.aborted) {
        const code = await step("npm", ["install"]);
        if (code !== 0 && !signal.aborted && !isLost(engine)) complain(needs.text().run.installFailed);
        if (code !== 0) return;
      }
      if (signal.aborted) return;
      phase.setState({ phase: "running" });
      const code = await step("npm", ["start"]);
      if (code !== 0 && !signal.aborted && !isLost(engine)) complain(needs.text().run.failed(code));
    } finally {
      needs.terminals.setRunning(entry.id, false);
    }
  };

  return {
    phase,
    async run() {
      if (phase.getState().phase !== "idle") return;
      const plan = runPlan(needs.packageText());
      if (plan.kind === "no-package") return void complain(needs.text().run.noPackage);
      if (plan.kind === "no-start") return void complain(needs.text().run.noStart);
      stopping = new AbortController();
      phase.setState({ phase: "installing" });
      try {
        await work(plan.needsPackages, stopping.signal);
      } catch {
        // The engine's own status carries what went wrong; here the person learns what still works.
        complain(needs.text().run.engineFailed);
      } finally {
        phase.setState({ phase: "idle" });
      }
    },
    stop() {
      stopping?.abort();
      current?.kill();
    },
  };
}

/** The browser has ended the engine, which a notice of its own has told. */
function isLost(engine: EngineSession): boolean {
  return engine.status.getState().state === "lost";
}

const packagesCheck = "process.exit(require('node:fs').existsSync('node_modules') ? 0 : 1)";

async function hasPackages(engine: EngineSession): Promise<boolean> {
  const check = await engine.run("node", ["-e", packagesCheck]);
  return (await check.exit) === 0;
}
