import { expect, test } from '@jest/globals';
import { financialYearEndOf } from './financial-year.js';

test.each([
  ['12-31', '2026-06-15', '2026-12-31'],
  ['12-31', '2026-12-31', '2026-12-31'],
  ['03-31', '2024-03-31', '2024-03-31'],
  ['03-31', '2024-04-01', '2025-03-31'],
  ['06-05', '2026-06-05', '2026-06-05'],
  ['02-29', '2024-02-29', '2024-02-29'],
  ['02-29', '2024-03-01', '2025-02-28'],
  ['02-29', '2026-01-15', '2026-02-28'],
  ['06-30', '0998-07-01', '0999-06-30'],
])('basis.law: of a financial year to %s, %s lies in the one that ends %s', (endsOn, date, end) => {
  const id = 'accounting.financial-year';
  const financialYear = { id, name: 'financial-year', statements: ['basis.law'], endsOn };
  expect(financialYearEndOf({ financialYear }, date)).toBe(end);
});
