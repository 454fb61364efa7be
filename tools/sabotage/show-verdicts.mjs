/** One line a statement; what stands against it below. */
export function showVerdicts(verdicts, sabotages) {
  const rows = verdicts.map(({ statement, enforced, red }) => [
    statement,
    sabotages.find((one) => one.statement === statement).file,
    String(red.length),
    enforced ? 'enforced' : 'NOT ENFORCED',
  ]);
  const problems = verdicts.flatMap(({ statement, problems }) =>
    problems.map((problem) => `${statement}: ${problem}`),
  );
  return [table(['statement', 'patch', 'red tests', 'verdict'], rows), ...problems].join('\n');
}

export function showPatches(sabotages) {
  return table(
    ['statement', 'patch', 'what no longer happens'],
    sabotages.map(({ statement, file, breaks }) => [statement, file, breaks]),
  );
}

function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
