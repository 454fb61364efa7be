const METHODS =
  'insertMany|insertOne|insertTombstones|bulkWrite|updateOne|updateMany|replaceOne|findOneAnd(?:Update|Replace|Delete)|deleteOne|deleteMany';
/** A call may name its types; an aggregation writes by its last stage. */
const WRITES = new RegExp(
  String.raw`\.(${METHODS})(?:<[^()]*>)?\(|\bnew (GroupCommit)\b|(\$(?:merge|out))\b['"]?\s*:`,
  'g',
);

/** The calls in a source file that change a collection of MongoDB otherwise than by a FactLog. */
export const writesPastAppend = (source: string): readonly string[] =>
  [...source.matchAll(WRITES)].map(([, method, made, stage]) => method ?? made ?? stage ?? '');
