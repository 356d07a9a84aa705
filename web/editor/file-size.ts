const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** `sizeBytes` in the largest unit that keeps it at 1 or more, in the words of `locale`. */
export function fileSize(sizeBytes: number, locale: string): string {
  const power = Math.min(Math.floor(Math.log(Math.max(sizeBytes, 1)) / Math.log(1_000)), units.length - 1);
  const value = sizeBytes / 1_000 ** power;
  const format = { style: "unit", unit: units[power] ?? "byte", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, format).format(value);
}
