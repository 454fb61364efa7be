/** Items with nothing in them. */
export const emptyItems = (count: number): object[] => Array.from({ length: count }, () => ({}));

/** So many that nobody knows. */
export const unheardFields = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index.toString(36)}`, 1]));
