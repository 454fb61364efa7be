/** @param {Iterable<string>} words */
export function sortedOnce(words) {
  return [...new Set(words)].sort();
}
