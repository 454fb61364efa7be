import type { LintRule } from './rule.js';
import { cookieRules } from './rules/cookie-rules.js';
import { dataRules } from './rules/data-rules.js';
import { holdRules } from './rules/hold-rules.js';
import { mechanismRules } from './rules/mechanism-rules.js';
import { noticeRules } from './rules/notice-rules.js';
import { purposeRules } from './rules/purpose-rules.js';
import { recipientRules } from './rules/recipient-rules.js';
import { retentionRules } from './rules/retention-rules.js';
import { rightsRules } from './rules/rights-rules.js';
import { textRules } from './rules/text-rules.js';
import { transferRules } from './rules/transfer-rules.js';

/** Every rule of the lint. A new one goes into the file of its group. */
export const lintRules: readonly LintRule[] = [
  ...noticeRules,
  ...rightsRules,
  ...purposeRules,
  ...dataRules,
  ...recipientRules,
  ...transferRules,
  ...mechanismRules,
  ...retentionRules,
  ...holdRules,
  ...cookieRules,
  ...textRules,
];
