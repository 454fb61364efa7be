/** What `npm run test:versions` tries: all at the newest that is supported, and one thing at a time older or newer. */
export const rows = [
  { name: 'as-is' },
  { name: 'node-22', node: 22 },
  { name: 'node-26', node: 26 },
  { name: 'rabbitmq-3', rabbitmq: 'archive' },
  { name: 'rabbitmq-newest', rabbitmq: 'sid' },
  { name: 'mongodb-8', mongodb: 'vendor' },
];

export function chosenRows(names) {
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: there are ${rows.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
}

const found = (output, pattern) => pattern.exec(output)?.[1] ?? '?';

/** What the end of a run of tests says. `not to be had` is no failure: the version is for another machine. */
export function resultOf(output) {
  const versions = {
    mongodb: found(output, /\] MongoDB ([\d.]+) \(/),
    rabbitmq: found(output, /\] RabbitMQ ([\d.]+) \(/),
  };
  const [, passed, failed] = /^(\d+) passed, (\d+) failed/m.exec(output) ?? [];
  const missing = /No (MongoDB|RabbitMQ) could be found or fetched/.test(output);
  const verdict = missing ? 'not to be had' : failed === '0' && passed !== '0' ? 'passed' : 'failed';
  return { ...versions, passed: Number(passed ?? 0), failed: Number(failed ?? 0), verdict };
}

export function table(results) {
  const columns = ['name', 'node', 'rabbitmq', 'mongodb', 'passed', 'failed', 'verdict'];
  const lines = [columns, ...results.map((result) => columns.map((column) => String(result[column] ?? '?')))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index].length)));
  return lines.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index]))
      .join('  ')
      .trimEnd(),
  );
}
