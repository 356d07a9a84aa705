/** F6 walks through the regions of the page: what is there, in the order it is drawn. */
export const regionNames = ["bar", "rail", "side", "editor", "bottom", "right", "status"] as const;
export type RegionName = (typeof regionNames)[number];

/** The region after (`step` 1) or before (`step` -1) `current` among those `present`, going round. */
export function nextRegion(
  present: readonly RegionName[],
  current: RegionName | undefined,
  step: 1 | -1,
): RegionName | undefined {
  if (current === undefined || !present.includes(current)) return step === 1 ? present[0] : present.at(-1);
  return present[(present.indexOf(current) + step + present.length) % present.length];
}

/** Moves the focus to the next region that is shown. */
export function cycleRegion(step: 1 | -1, page: ParentNode & { activeElement: Element | null } = document): void {
  const found = regionNames.flatMap((name) => {
    const element = page.querySelector<HTMLElement>(`[data-region="${name}"]`);
    return element && element.getClientRects().length > 0 ? [{ name, element }] : [];
  });
  const current = found.find(({ element }) => element.contains(page.activeElement))?.name;
  const names = found.map(({ name }) => name);
  const next = found.find(({ name }) => name === nextRegion(names, current, step));
  if (next) focusInside(next.element);
}

/** The part of a region that takes keys, best first: its editor or terminal, its chosen entry, else its first control. */
const preferred = [
  ".cm-content",
  ".xterm-helper-textarea",
  '[role="treeitem"][tabindex="0"]',
  '[role="tab"][tabindex="0"]',
  'input, button:not(:disabled, [tabindex="-1"]), a[href], select',
];

function focusInside(region: HTMLElement): void {
  const candidates = preferred.map((selector) => region.querySelector<HTMLElement>(selector));
  candidates.find((candidate) => candidate !== null)?.focus();
}
