import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Purpose, parsePolicy, parseStatements, policyProblems, statementGaps } from '#policy';

const folder = 'policies/midare/2018-05-25';
const text = readFileSync(`${folder}/policy.yaml`, 'utf8');
const policy = parsePolicy(text, `${folder}/policy.yaml`);
const statements = parseStatements(readFileSync(`${folder}/statements.yaml`, 'utf8'), 'statements.yaml');

describe('the policy of 25 May 2018', () => {
  test('has nothing wrong with it and is valid from the date of its folder', () => {
    expect(policyProblems(text, 'policy.yaml')).toEqual([]);
    expect(folder.endsWith(policy.validFrom)).toBe(true);
  });

  test('carries all 47 statements of the notice, and none that the notice does not make', () => {
    expect(statements).toHaveLength(47);
    expect(statementGaps(policy, statements)).toEqual({ uncarried: [], unknown: [] });
  });
});

describe('what the notice promises is in the policy', () => {
  test('purpose.main: six purposes, each with basis, categories and retention', () => {
    const main = carrying(policy.purposes, 'purpose.main');
    expect(main.map(({ name }) => name)).toEqual([
      'customer-service',
      'customer-relationship',
      'sales-promotion',
      'distance-selling',
      'direct-marketing',
      'targeted-marketing',
    ]);
    for (const { categories, retention } of main) {
      expect(categories.length).toBeGreaterThan(0);
      expect(retention.length).toBeGreaterThan(0);
    }
  });

  test('purpose.operations: contract carries delivery, communication, invoicing and collection; targeting rests on interest', () => {
    expect(carrying(policy.purposes, 'purpose.operations').map(({ name, basis }) => [name, basis])).toEqual([
      ['service-delivery', 'contract'],
      ['customer-communication', 'contract'],
      ['invoicing', 'contract'],
      ['payment-collection', 'contract'],
      ['advertising-targeting', 'legitimate-interest'],
    ]);
  });

  test.each([
    [
      'data.contact',
      'contact',
      'provided',
      ['name', 'email', 'phone', 'organisation', 'organisationContact', 'jobTitle'],
    ],
    [
      'data.relationship',
      'relationship',
      'provided',
      ['orders', 'cancellations', 'invoices', 'payments', 'feedback', 'communication'],
    ],
    ['data.registration', 'registration', 'provided', ['userId']],
    ['data.usage', 'usage', 'observed', ['serviceUse']],
    ['inference.interests', 'inferred', 'inferred', ['inferredInterests', 'groups']],
  ])('%s: the category %s is %s and has its fields', (id, name, nature, fields) => {
    const category = policy.byName.categories.get(name);
    expect(category).toMatchObject({ nature, fields });
    expect(category?.statements).toContain(id);
  });

  test('basis.interest: every legitimate interest is named and can be objected to', () => {
    const resting = policy.purposes.filter(({ basis }) => basis === 'legitimate-interest');
    expect(resting.filter(({ interest, objection }) => !interest || !objection)).toEqual([]);
  });

  test('basis.third-systems: every recipient has a role, a country and its categories; every processor a contract', () => {
    for (const recipient of policy.recipients) {
      expect(recipient.country).toMatch(/^[A-Z]{2}$/);
      expect(recipient.categories.length).toBeGreaterThan(0);
    }
    expect(policy.recipients.filter(({ role, contract }) => role === 'processor' && !contract)).toEqual([]);
  });

  test('cookie.use: only what is necessary is on before a choice', () => {
    expect(policy.cookies.filter(({ beforeChoice }) => beforeChoice).map(({ name }) => name)).toEqual([
      'necessary',
    ]);
  });

  test('every field class has a rule that ends its keeping', () => {
    expect(policy.fieldClasses.filter(({ name }) => policy.rulesOf.get(name)?.length === 0)).toEqual([]);
  });
});

function carrying(purposes: readonly Purpose[], statement: string): Purpose[] {
  return purposes.filter(({ statements }) => statements.includes(statement));
}
