import { expect, test } from '@jest/globals';
import { runCli } from './run-cli.js';

test.each([
  ['a moment that is none', 'audit --from yesterday', /'--from <instant>' argument 'yesterday' is invalid/],
  ['a moment without an offset', 'audit --until 2026-07-01T00:00:00', /'--until <instant>'/],
  [
    'queues where no broker is known',
    'queues',
    /^seloste: no broker is known: set RABBIT.*, or run npm start\n$/,
  ],
  ['facts that owe where no service is known', 'owed', /^seloste: no service is known: set SELOSTE_SERVICES/],
])('%s ends with 2 and one line that says what would help', async (_, words, line) => {
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const around = { env: {}, runDir: '/nowhere', out: (): void => tell('on stdout'), err: tell };
  expect(await runCli(words.split(' '), around)).toBe(2);
  expect(told.join('')).toMatch(line);
  expect(told).not.toContain('on stdout');
});
