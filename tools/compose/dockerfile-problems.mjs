import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is copied must be there, and what runs must not be root. */
export function dockerfileProblems(text, root) {
  const lines = text.split('\n');
  const problems = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .filter((source) => !existsSync(join(root, source.includes('*') ? dirname(source) : source)))
    .map((source) => `Dockerfile: ${source} is not there`);
  const lastStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const user = lastStage.findLast((line) => line.startsWith('USER '))?.slice(5);
  if (user === undefined || user === 'root' || user === '0') problems.push('Dockerfile: runs as root');
  for (const [, image] of text.matchAll(/^FROM (\S+)/gm))
    if (/^[^/]*[.:][^/]*\//.test(image)) problems.push(`Dockerfile: ${image} names a registry`);
  return problems;
}
