import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { makeSecrets } from '../../deploy/make-secrets.mjs';
import { root } from '../dev/paths.mjs';
import { ensureBuild } from '../dev/packages.mjs';
import { brokerUsers } from '../dev/secrets.mjs';
import { composeProblems } from './compose-problems.mjs';
import { dockerfileProblems } from './dockerfile-problems.mjs';
import { interpolate, readEnvFile } from './interpolate.mjs';

// No Docker engine is needed: the schema of the Compose specification, then what the file means for our programs.
const file = join(root, 'docker-compose.yml');
const text = readFileSync(file, 'utf8');
const env = readEnvFile(readFileSync(join(root, 'deploy', 'development.env'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'seloste-compose-'));
try {
  await ensureBuild({ say: console.log });
  const { services: ours } = await import(join(root, 'dist/apps/services.js'));
  const { readConfig } = await import(join(root, 'dist/libs/service/src/config/read-config.js'));
  makeSecrets(folder, { development: true });
  const problems = [
    ...againstTheSchema(),
    ...composeProblems(text, {
      env,
      root,
      secrets: folder,
      readConfig,
      ours,
      brokerUsers,
    }),
    ...dockerfileProblems(readFileSync(join(root, 'Dockerfile'), 'utf8'), root),
  ];
  const required = interpolate(text, {}).missing;
  if (required.length === 0) problems.push('nothing is required outside development');
  for (const problem of problems) console.error(problem);
  console.log(
    `docker-compose.yml: ${problems.length} problems; required of production: ${required.join(', ')}`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The rules of order and quoting are dclint's taste; its errors are the schema's and the format's. */
function againstTheSchema() {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  return linter
    .lintFiles([file], false)
    .flatMap(({ messages }) => messages)
    .filter(({ type, severity }) => type === 'error' || severity === 'critical')
    .map(({ line, rule, message }) => `line ${line}: ${message} (${rule})`);
}
