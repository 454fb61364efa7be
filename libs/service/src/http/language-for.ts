/** The first of our languages in the order of the reader's wishes (RFC 9110 §12.5.4); the first we have where none is. */
export function languageFor<T extends string>(
  acceptLanguage: string | undefined,
  ours: readonly [T, ...T[]],
): T {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 500)
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [tag = '', quality = '1'] = part.split(/;\s*q=/);
      return { language: tag.trim().split(/[-;]/)[0], quality: Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return wishes.flatMap(({ language }) => ours.find((known) => known === language) ?? [])[0] ?? ours[0];
}
