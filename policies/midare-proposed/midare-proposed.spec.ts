import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decide, lintFile, parsePolicy, parseStatements, statementGaps } from '#policy';

const read = (name: string): { file: string; text: string } => ({
  file: name,
  text: readFileSync(`policies/${name}`, 'utf8'),
});
const source = read('midare-proposed/2027-01-01/policy.yaml');
const statements = read('midare-proposed/2027-01-01/statements.yaml');
const policy = parsePolicy(source.text, source.file);
const at = '2027-02-01T12:00:00+02:00';

describe('the proposed notice', () => {
  test('scope.law: lints clean from its first day on, with the statements it carries', () => {
    expect(lintFile(source, { on: '2026-11-23', statements }).findings).toEqual([]);
    expect(statementGaps(policy, parseStatements(statements.text, statements.file))).toEqual({
      uncarried: [],
      unknown: [],
    });
  });

  test('says that it is ours and not the company’s, and marks what only the company knows', () => {
    expect(source.text).toMatch(/A PROPOSAL OF OURS, NOT A NOTICE OF/);
    expect(source.text.match(/PLACEHOLDER/g)?.length).toBeGreaterThan(20);
    const addresses = [...source.text.matchAll(/[\w.]+@[\w.]+\w/g)].map(([address]) => address);
    expect(addresses.filter((address) => !address.endsWith('.example'))).toEqual(['tietosuoja@om.fi']);
  });

  test('keeps every statement of the notice it mends, and adds what was missing', () => {
    const before = parseStatements(read('midare/2018-05-25/statements.yaml').text, 'statements.yaml').map(
      ({ id }) => id,
    );
    const after = parseStatements(statements.text, statements.file).map(({ id }) => id);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toEqual(
      expect.arrayContaining([
        'right.complain',
        'right.portability',
        'cookie.choice',
        'data.required',
        'scope.version',
      ]),
    );
  });

  test('transfer.us: the American vendor is reached under the framework while it is certified', () => {
    const question = { purpose: 'service-delivery', category: 'contact', recipient: 'software-vendor', at };
    const none = { consents: [], prohibitions: [], objections: [], restrictions: [] };
    const facts = {
      ...none,
      audience: 'customer',
      contracts: [{ order: 'o-1', openedOn: '2027-01-15' }],
      asOf: at,
      now: at,
    };
    expect(decide(policy, question, facts)).toMatchObject({ allowed: true });
    const later = '2027-10-01T00:00:00+03:00';
    const lapsed = decide(policy, { ...question, at: later }, { ...facts, asOf: later, now: later });
    expect(lapsed).toMatchObject({ allowed: false, because: [{ reason: 'recipient-not-certified' }] });
  });
});
