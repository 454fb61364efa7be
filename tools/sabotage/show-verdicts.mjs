/** One line a sabotage; what stands against it below. */
export function showVerdicts(verdicts, sabotages) {
  const rows = verdicts.map(({ id, enforced, red }) => [
    id,
    sabotages.find((one) => one.id === id).file,
    String(red.length),
    enforced ? 'enforced' : 'NOT ENFORCED',
  ]);
  const problems = verdicts.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`));
  return [table(['sabotaged', 'patch', 'red tests', 'verdict'], rows), ...problems].join('\n');
}

export function showPatches(sabotages) {
  return table(
    ['sabotaged', 'patch', 'what no longer happens'],
    sabotages.map(({ id, file, breaks }) => [id, file, breaks]),
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
