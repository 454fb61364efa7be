/** How many cases a property is tried on; FAST_CHECK_RUNS sets it, the promises are kept for ten thousand. */
export const numRuns = Number(process.env['FAST_CHECK_RUNS'] ?? 10_000);
