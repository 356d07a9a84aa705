/** How far stated probabilities are from what came true (Guo et al. 2017): ten bins and their expected calibration error. */
export interface Judged {
  probability: number;
  right: boolean;
}

export interface ReliabilityBin {
  /** Lower end of the bin. */
  from: number;
  count: number;
  /** Mean probability stated, and the share that was right. */
  stated: number;
  right: number;
}

const binCount = 10;

export function reliability(judged: readonly Judged[]): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ count: 0, stated: 0, right: 0 }));
  for (const { probability, right } of judged) {
    const bin = bins[Math.min(binCount - 1, Math.floor(probability * binCount))];
    if (!bin) continue;
    bin.count++;
    bin.stated += probability;
    bin.right += right ? 1 : 0;
  }
  return bins.map(({ count, stated, right }, index) => ({
    from: index / binCount,
    count,
    stated: count ? stated / count : 0,
    right: count ? right / count : 0,
  }));
}

export function expectedError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0) || 1;
  return bins.reduce((sum, { count, stated, right }) => sum + (count / total) * Math.abs(stated - right), 0);
}
