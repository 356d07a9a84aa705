/** Dark or white, whichever reads better on `color` (`#rrggbb`; dark for anything else, people's colours are light). */
export function readableOn(color: string): "#08130f" | "#ffffff" {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!hex) return "#08130f";
  const [red = 0, green = 0, blue = 0] = hex.slice(1).map((part) => linear(Number.parseInt(part, 16) / 255));
  // WCAG 2 relative luminance; 0.179 is where black and white contrast alike.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#08130f" : "#ffffff";
}

/** Up to two letters that stand for a person: of the first two words, or of the only one. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s-]+/);
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? "") : [...(words[0] ?? "")].slice(0, 2);
  return letters.join("").toUpperCase();
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
