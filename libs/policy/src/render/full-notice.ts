import type { Section } from './page.js';
import { complaintSection, controllerSection } from './sections/controller.js';
import { dataSection, sourcesSection } from './sections/data.js';
import { automatedSection, complianceSection, conductSection, documentSection } from './sections/document.js';
import { cookiesSection, marketingSection, newsletterSection } from './sections/marketing.js';
import { purposesSection } from './sections/purposes.js';
import { recipientsSection, transfersSection } from './sections/recipients.js';
import { holdsSection, partsSection, retentionSection } from './sections/retention.js';
import { rightsSection } from './sections/rights.js';
import type { Words } from './words.js';

/** Every element of the policy, each once and under its own id. */
export function fullNotice(words: Words): readonly Section[] {
  return [
    controllerSection(words),
    rightsSection(words),
    complaintSection(words),
    purposesSection(words),
    dataSection(words),
    sourcesSection(words),
    recipientsSection(words),
    transfersSection(words),
    retentionSection(words),
    holdsSection(words),
    partsSection(words),
    marketingSection(words),
    newsletterSection(words),
    cookiesSection(words),
    automatedSection(words),
    conductSection(words),
    complianceSection(words),
    documentSection(words),
  ];
}
