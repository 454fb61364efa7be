/** The first of our languages in the order of the reader's wishes (RFC 9110 §12.5.4); the first we have where none is. */
export function languageFor<T extends string>(
  acceptLanguage: string | undefined,
  ours: readonly [T, ...T[]],
): T {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, order) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = Number(
        parameters
          .find((each) => each.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.split('-')[0], weight: Number.isNaN(weight) ? 0 : weight, order };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight || one.order - other.order);
  return wishes.flatMap(({ language }) => ours.find((known) => known === language) ?? [])[0] ?? ours[0];
}
