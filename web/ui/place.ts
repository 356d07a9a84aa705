/** Where a panel of the top layer opens: under an element, or at the pointer. */
export type Place = { element: HTMLElement } | { x: number; y: number };

const gapPx = 4;

/** Under `place`, or above it where there is no room below; never outside the window. */
export function placeUnder(panel: HTMLElement, place: Place): void {
  const anchor = "element" in place ? place.element.getBoundingClientRect() : new DOMRect(place.x, place.y, 0, 0);
  const { width, height } = panel.getBoundingClientRect();
  const below = anchor.bottom + gapPx;
  const top = below + height < innerHeight ? below : anchor.top - gapPx - height;
  const left = "element" in place ? anchor.right - width : anchor.left;
  panel.style.top = `${Math.max(gapPx, top)}px`;
  panel.style.left = `${Math.min(Math.max(gapPx, left), innerWidth - width - gapPx)}px`;
}
