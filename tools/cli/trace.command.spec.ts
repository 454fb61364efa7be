import { describe, expect, jest, test } from '@jest/globals';
import { type Ran, seloste } from './test/seloste.js';

// It reads every spec of the project.
jest.setTimeout(30_000);

interface Row {
  readonly statement: string;
  readonly status: string;
  readonly tests: readonly string[];
  readonly sabotage?: { readonly at: string };
  readonly planned?: { readonly service: string; readonly mechanism: string };
}

const run = (...args: string[]): Promise<Ran> => seloste(['trace', ...args]);

describe('seloste trace', () => {
  test('gives every statement of the notice its sabotage or what is missing, never both, never neither', async () => {
    const { out } = await run('--format', 'json');
    const rows = JSON.parse(out) as Row[];
    expect(rows).toHaveLength(47);
    expect(
      rows.filter(({ sabotage, planned }) => (sabotage === undefined) === (planned === undefined)),
    ).toEqual([]);
    expect(rows.filter(({ status, sabotage }) => status === 'enforced' && !sabotage)).toEqual([]);
    expect(rows.filter(({ status, tests }) => status !== 'not enforced yet' && tests.length === 0)).toEqual(
      [],
    );
  });

  test('shows one statement with all that belongs to it', async () => {
    const { code, out } = await run('recipient.none');
    expect(code).toBe(0);
    expect(out).toMatch(/^recipient\.none: enforced\n/);
    for (const part of [
      'conduct.no-disclosure',
      'consent/decide-processing',
      'decide.spec.ts',
      'recipient.none.yaml',
    ])
      expect(out).toContain(part);
  });

  test('says what is missing where nothing enforces a statement yet', async () => {
    expect((await run('cookie.off')).out).toMatch(
      /^cookie\.off: not enforced yet[\s\S]*missing:\n {2}consent: /,
    );
  });

  test('refuses what is no statement', async () => {
    expect(await run('recipient.nobody')).toEqual({
      code: 2,
      out: '',
      err: 'seloste: recipient.nobody is no statement of the notice\n',
    });
  });
});
