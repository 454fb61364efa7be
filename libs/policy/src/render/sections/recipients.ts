import { transferOf } from '../../decide/transfer.js';
import { elementOf } from '../../model/because.js';
import type { Mechanism, Recipient, Transfer } from '../../model/elements.js';
import { fill } from '../fill.js';
import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { entry, section } from './section.js';

/** Art. 13(1)(e): who gets what, in which role, where, under which contract. */
export function recipientsSection(words: Words): Section {
  return section(
    words,
    'recipients',
    words.policy.recipients.map((recipient) => recipientEntry(words, recipient)),
  );
}

function recipientEntry(words: Words, recipient: Recipient): Entry {
  const { say } = words;
  const { certifiedFrom, certifiedTo, assessment }: Partial<Transfer> = recipient.transfer ?? {};
  return entry(words, recipient, [
    ...words.fact('role', say.roles[recipient.role]),
    ...words.fact('country', words.country(recipient.country)),
    ...words.fact('transfer', transferWords(words, recipient)),
    ...words.fact('certified', words.span({ validFrom: certifiedFrom, validTo: certifiedTo })),
    ...words.fact('assessed', assessment),
    ...words.fact('contract', contractWords(words, recipient)),
    ...words.fact('purposes', words.links('purpose', recipient.purposes)),
    ...words.fact('categories', words.links('category', recipient.categories)),
  ]);
}

function contractWords(words: Words, { contract }: Recipient): string {
  if (contract === undefined) return words.say.noContract;
  return fill(words.say.contract, { reference: contract.reference, span: words.span(contract) });
}

/** How things stand on the day the page is for, by the same rule that lets data go or stops it. */
export function transferWords(words: Words, { country, transfer }: Recipient): string {
  const { policy, say, on } = words;
  if (policy.eeaCountries.has(country)) return say.transfer.within;
  if (transfer === undefined) return say.transfer.without;
  const stopped = 'lacking' in transferOf(policy, { country, transfer, on });
  const mechanism = words.name(elementOf(policy, `mechanism.${transfer.mechanism}`));
  const values = { mechanism, date: words.date(on) };
  return fill(stopped ? say.transfer.stopped : say.transfer.on, values);
}

/** Art. 13(1)(f): the grounds a transfer may rest on, how each stands, and how to get a copy of safeguards. */
export function transfersSection(words: Words): Section {
  const { policy, say } = words;
  const { eea } = policy;
  return section(words, 'transfers', [
    {
      id: eea.id,
      title: say.names.eea,
      says: [say.eea],
      facts: [...words.fact('countries', words.countries(eea.countries)), ...words.lawFact(eea)],
    },
    ...policy.mechanisms.map((mechanism) => mechanismEntry(words, mechanism)),
  ]);
}

function mechanismEntry(words: Words, mechanism: Mechanism): Entry {
  const { say } = words;
  const { countries, needs } = mechanism;
  return entry(words, mechanism, [
    ...words.fact(
      'countries',
      countries === undefined ? say.transfer.anyCountry : words.countries(countries),
    ),
    ...words.fact('validity', [`${words.span(mechanism)}. ${say.states[stateOf(words, mechanism)]}`]),
    ...words.fact('needs', needs && say.needs[needs]),
    ...words.fact('copy', needs === 'assessment' ? say.copy : undefined),
  ]);
}

function stateOf({ on }: Words, { validFrom, validTo }: Mechanism): 'notYet' | 'valid' | 'over' {
  if (on < validFrom) return 'notYet';
  return (validTo ?? on) < on ? 'over' : 'valid';
}
