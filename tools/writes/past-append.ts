const WRITES =
  /\.(insertMany|insertOne|insertTombstones|bulkWrite|updateOne|updateMany|replaceOne|findOneAnd(?:Update|Replace|Delete)|deleteOne|deleteMany)\(|\bnew (GroupCommit)\b/g;

/** The calls in a source file that change a collection of MongoDB otherwise than by a FactLog. */
export const writesPastAppend = (source: string): readonly string[] =>
  [...source.matchAll(WRITES)].map(([, method, made]) => method ?? made ?? '');
