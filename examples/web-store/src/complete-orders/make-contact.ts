import type { SubjectKind } from '#contracts';
import type { Draw } from './draw.js';

export interface MadeContact {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly organisation?: string;
  readonly jobTitle?: string;
}

export interface MadeAddress {
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
}

const FIRST_NAMES = [
  'Aino',
  'Eero',
  'Helmi',
  'Ilmari',
  'Kerttu',
  'Lauri',
  'Noora',
  'Onni',
  'Saga',
  'Toivo',
] as const;
const JOB_TITLES = [
  'Buyer',
  'Office manager',
  'Shop manager',
  'Purchasing assistant',
  'Head of procurement',
] as const;

/** Made. A tenth of the addresses is spelt unevenly, as people type them, so that normalisation has work. */
export function makeCustomerContact(draw: Draw, customer: string, kind: SubjectKind): MadeContact {
  const subject = `customer ${customer}`;
  const email = draw.chance(subject, 'odd spelling', 0.1)
    ? `Asiakas-${customer}@Example.FI`
    : `asiakas-${customer}@example.fi`;
  return {
    name: `${draw.oneOf(subject, 'first name', FIRST_NAMES)} Esimerkki-${customer}`,
    ...(draw.chance(subject, 'has e-mail', 0.95) && { email }),
    ...(draw.chance(subject, 'has phone', 0.6) && { phone: fictionPhone(customer) }),
    ...(kind === 'business-contact' && { organisation: `Esimerkkiyritys ${customer} Oy` }),
    ...(kind === 'public-organisation-contact' && {
      organisation: `Esimerkkilän kunta, yksikkö ${customer}`,
    }),
    ...(kind !== 'consumer' && { jobTitle: draw.oneOf(subject, 'job title', JOB_TITLES) }),
  };
}

/** Made. A guest leaves the address the order confirmation went to. */
export const makeGuestContact = (draw: Draw, order: string): MadeContact => ({
  name: `${draw.oneOf(`order ${order}`, 'first name', FIRST_NAMES)} Vieras-${order}`,
  email: `vieras-${order}@example.fi`,
});

/** Made. No such street; the postal code is none that is in use. */
export const makeAddress = (owner: string): MadeAddress => ({
  street: `Esimerkkikatu ${owner}`,
  postalCode: '00000',
  city: 'Esimerkkilä',
});

/**
 * The ranges Ofcom keeps free for drama, a thousand numbers each. No Finnish range could be verified as reserved,
 * and an invented number must be nobody's. Customers 12000 to 18999 get one each, so that no two share a phone.
 */
const FICTION_RANGES = [
  '+447700900',
  '+441134960',
  '+441144960',
  '+441154960',
  '+441164960',
  '+441174960',
  '+441184960',
] as const;

function fictionPhone(customer: string): string {
  const index = Math.max(0, Number(customer) - 12_000) % (FICTION_RANGES.length * 1000);
  return `${FICTION_RANGES[Math.floor(index / 1000)]}${String(index % 1000).padStart(3, '0')}`;
}
