/** What is measured inside of the page that holds the client. Each function is sent to the page: it may use nothing outside of itself. */
import type { Page } from "playwright-core";

export interface HelloTimes {
  firstOutputMs: number;
  exitMs: number;
}

/** Runs `hello.js` a number of times at once; `wholeMs` is the time until all have ended. */
export async function hellos(page: Page, count: number): Promise<{ each: HelloTimes[]; wholeMs: number }> {
  return page.evaluate(async (copies) => {
    const one = async (): Promise<HelloTimes> => {
      const startMs = performance.now();
      const process = await window.container.spawn("node", ["hello.js"]);
      const reader = process.output.getReader();
      const first = await reader.read();
      const firstOutputMs = performance.now() - startMs;
      if (!first.value?.startsWith("hello")) throw new Error(`hello said ${first.value}`);
      const code = await process.exit;
      if (code !== 0) throw new Error(`hello ended with ${code}`);
      return { firstOutputMs, exitMs: performance.now() - startMs };
    };
    const startMs = performance.now();
    const each = await Promise.all(Array.from({ length: copies }, one));
    return { each, wholeMs: performance.now() - startMs };
  }, count);
}

/** Starts programs that stay idle; returns how long the last one took to say that it is up. */
export async function startIdle(page: Page, count: number): Promise<number> {
  return page.evaluate(async (copies) => {
    const startMs = performance.now();
    const kept: unknown = Reflect.get(window, "idlePrograms");
    const programs = Array.isArray(kept) ? kept : [];
    Reflect.set(window, "idlePrograms", programs);
    const one = async (): Promise<void> => {
      const process = await window.container.spawn("node", ["idle.js"]);
      programs.push(process);
      await process.output.getReader().read();
    };
    await Promise.all(Array.from({ length: copies }, one));
    return performance.now() - startMs;
  }, count);
}

export async function stopIdle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const kept: unknown = Reflect.get(window, "idlePrograms");
    for (const process of Array.isArray(kept) ? kept : []) {
      process.kill();
      await process.exit;
    }
    Reflect.set(window, "idlePrograms", []);
  });
}

/** Kills an endless loop and watches the page's timers meanwhile. */
export async function killLoop(page: Page): Promise<{ killMs: number; worstGapMs: number }> {
  return page.evaluate(async () => {
    const process = await window.container.spawn("node", ["loop.js"]);
    await process.output.getReader().read();
    await new Promise((resolve) => setTimeout(resolve, 300));
    let worstGapMs = 0;
    let seenMs = performance.now();
    const timer = setInterval(() => {
      worstGapMs = Math.max(worstGapMs, performance.now() - seenMs);
      seenMs = performance.now();
    }, 4);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startMs = performance.now();
    process.kill();
    await process.exit;
    const killMs = performance.now() - startMs;
    await new Promise((resolve) => setTimeout(resolve, 20));
    clearInterval(timer);
    return { killMs, worstGapMs };
  });
}

/** What a program of the project prints, as a number. */
export async function figure(page: Page, file: string): Promise<number> {
  const { code, output } = await page.evaluate((name) => window.engine.run("node", [name]), file);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${output}`);
  return Number(output);
}

/** Mounts a tree of small files in folders of a hundred. */
export async function mountFiles(page: Page, count: number): Promise<number> {
  return page.evaluate(async (files) => {
    const folders: Record<string, { directory: Record<string, { file: { contents: string } }> }> = {};
    for (let index = 0; index < files; index++) {
      const name = `folder-${Math.floor(index / 100)}`;
      const folder = folders[name] ?? { directory: {} };
      folders[name] = folder;
      folder.directory[`file-${index}.js`] = { file: { contents: `module.exports = ${index};\n`.repeat(20) } };
    }
    await window.container.fs.mkdir("mounted");
    const startMs = performance.now();
    await window.container.mount(folders, { mountPoint: "mounted" });
    const mountMs = performance.now() - startMs;
    await window.container.fs.rm("mounted", { recursive: true });
    return mountMs;
  }, count);
}
