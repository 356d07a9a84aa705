/** A large file in the real IDE, and what typing in it costs there. */
import type { Page } from "playwright-core";
import { Ide } from "./ide.ts";

const heads = [
  "declare const first: number, second: number;",
  "declare function load(a: number, b: number): { name: string; items: number[] } | undefined;",
];

const lineOf = (n: number) => `export const value${n} = load(first, second) ?? { name: "x", items: [1, 2, 3] };`;

/** TypeScript of so many lines. */
export function largeFile(lines: number): string {
  return [...heads, ...Array.from({ length: lines }, (_, n) => lineOf(n))].join("\n");
}

/** Makes `large.ts` of so many lines and puts the caret on an empty line in its middle. */
export async function openLargeFile(page: Page, lines: number): Promise<void> {
  await new Ide(page).newFile("large.ts", "//");
  const text = largeFile(lines);
  // By the clipboard: inserting this much as typed text takes the browser minutes.
  await page.evaluate((whole) => navigator.clipboard.writeText(`\n${whole}\n`), text);
  await page.keyboard.press("Control+v");
  const middle = Math.ceil(lines / 2);
  await page.keyboard.press("Control+Alt+g");
  await page.getByLabel("Go to line").fill(String(middle));
  await page.keyboard.press("Enter");
  await page.locator(".cm-line", { hasText: `value${middle - heads.length - 2} ` }).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
}

interface Fiber {
  tag: number;
  flags: number;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

/** Counts the components that React draws, from the next page on, in `window.drawn`. */
export async function countDrawing(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const performedWork = 1;
    const functionTags = [0, 11, 15];
    const count = (now: Fiber): number => {
      const before = now.alternate;
      let drawn = functionTags.includes(now.tag) && (now.flags & performedWork) !== 0 ? 1 : 0;
      if (before?.child === now.child) return drawn;
      for (let child = now.child; child; child = child.sibling) {
        // What was kept from the last drawing is the same object.
        const isKept = before && [...siblings(before.child)].includes(child);
        if (!isKept) drawn += count(child);
      }
      return drawn;
    };
    function* siblings(first: Fiber | null) {
      for (let each = first; each; each = each.sibling) yield each;
    }
    Object.assign(window, {
      drawn: 0,
      // React tells its developer tools of each change of the page by this.
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberUnmount() {},
        onPostCommitFiberRoot() {},
        onCommitFiberRoot(_id: number, root: { current: Fiber }) {
          Reflect.set(window, "drawn", Reflect.get(window, "drawn") + count(root.current));
        },
      },
    });
  });
}

/** How many components were drawn since the last call. */
export function takeDrawn(page: Page): Promise<number> {
  return page.evaluate(() => {
    const drawn: unknown = Reflect.get(window, "drawn");
    Reflect.set(window, "drawn", 0);
    return Number(drawn);
  });
}
