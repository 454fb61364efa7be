import { GATE } from '#contracts';

/** Well inside what is read at once, whatever one item more adds to it. */
const PAGE_BYTES = GATE.bytes / 2;

/** In their order: so many to a page, and so many bytes. */
export function pagesOf<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  const pages: T[][] = [];
  let bytes = 0;
  for (const one of all) {
    const own = Buffer.byteLength(JSON.stringify(one));
    const page = pages.at(-1);
    const fits = page !== undefined && page.length < most && bytes + own <= PAGE_BYTES;
    if (fits) page.push(one);
    else pages.push([one]);
    bytes = fits ? bytes + own : own;
  }
  return pages;
}
