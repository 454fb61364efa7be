/** So much is read, or parked, in one go; then others have their turn. */
const AT_ONCE = 256 * 1024;

/** In their order; a slice is no larger than this, but for one message alone. */
export function slicesOf<T>(items: readonly T[], bytesOf: (item: T) => number): readonly (readonly T[])[] {
  const slices: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const own = bytesOf(item);
    const slice = slices.at(-1);
    if (slice !== undefined && bytes + own <= AT_ONCE) {
      slice.push(item);
      bytes += own;
    } else {
      slices.push([item]);
      bytes = own;
    }
  }
  return slices;
}
