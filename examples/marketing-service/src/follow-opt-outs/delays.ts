const HOUR = 3_600_000;
const KEPT = 10_000;

/** How long things took, the last ten thousand of them. What a pinned clock makes of a delay is none. */
export class Delays {
  private readonly samples: number[] = [];

  add(from: string, to: number): void {
    const delay = to - Date.parse(from);
    if (!(delay >= 0 && delay <= HOUR)) return;
    this.samples.push(delay);
    if (this.samples.length > KEPT) this.samples.shift();
  }

  get summary(): { measured: number; p50Ms: number | null; p99Ms: number | null } {
    const sorted = [...this.samples].sort((a, b) => a - b);
    const at = (share: number): number | null =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    return { measured: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}
