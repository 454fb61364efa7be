export interface QueryPlan {
  /** Names of the indexes the winning plan walks. */
  readonly indexes: readonly string[];
  /** Every document was looked at. */
  readonly scansCollection: boolean;
  /** Sorted in memory instead of by an index. */
  readonly sortsInMemory: boolean;
  readonly keysExamined: number;
  readonly documentsExamined: number;
  readonly returned: number;
}

interface Explainable {
  explain(verbosity: 'executionStats'): Promise<unknown>;
}

/** What MongoDB really does for this cursor (a find or an aggregation), by its own explain. */
export async function planUses(cursor: Explainable): Promise<QueryPlan> {
  const explained = await cursor.explain('executionStats');
  const plans = valuesNamed(explained, 'winningPlan');
  const stages = plans.flatMap((plan) => valuesNamed(plan, 'stage'));
  const stats = valuesNamed(explained, 'executionStats') as readonly Readonly<Record<string, number>>[];
  const sum = (name: string): number => stats.reduce((total, each) => total + (each[name] ?? 0), 0);
  return {
    indexes: [...new Set(plans.flatMap((plan) => valuesNamed(plan, 'indexName') as string[]))].sort(),
    scansCollection: stages.includes('COLLSCAN'),
    sortsInMemory: stages.includes('SORT'),
    keysExamined: sum('totalKeysExamined'),
    documentsExamined: sum('totalDocsExamined'),
    returned: sum('nReturned'),
  };
}

function valuesNamed(tree: unknown, name: string): unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    key === name && (typeof value !== 'object' || name === 'winningPlan' || name === 'executionStats')
      ? [value]
      : valuesNamed(value, name),
  );
}
