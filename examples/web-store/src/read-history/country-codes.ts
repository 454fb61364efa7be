export interface Country {
  /** ISO 3166-1 alpha-2; `XX` where the name tells no one country. */
  readonly code: string;
  readonly eu: boolean;
}

const eu = (code: string): Country => ({ code, eu: true });
const elsewhere = (code: string): Country => ({ code, eu: false });

/** As the history spells them. Bailiwicks and communities are no country, so they have no code of their own. */
const COUNTRIES: Readonly<Record<string, Country>> = {
  Australia: elsewhere('AU'),
  Austria: eu('AT'),
  Bahrain: elsewhere('BH'),
  Belgium: eu('BE'),
  Brazil: elsewhere('BR'),
  Canada: elsewhere('CA'),
  'Channel Islands': elsewhere('XX'),
  Cyprus: eu('CY'),
  'Czech Republic': eu('CZ'),
  Denmark: eu('DK'),
  EIRE: eu('IE'),
  'European Community': eu('XX'),
  Finland: eu('FI'),
  France: eu('FR'),
  Germany: eu('DE'),
  Greece: eu('GR'),
  'Hong Kong': elsewhere('HK'),
  Iceland: elsewhere('IS'),
  Israel: elsewhere('IL'),
  Italy: eu('IT'),
  Japan: elsewhere('JP'),
  Lebanon: elsewhere('LB'),
  Lithuania: eu('LT'),
  Malta: eu('MT'),
  Netherlands: eu('NL'),
  Norway: elsewhere('NO'),
  Poland: eu('PL'),
  Portugal: eu('PT'),
  'Saudi Arabia': elsewhere('SA'),
  Singapore: elsewhere('SG'),
  Spain: eu('ES'),
  Sweden: eu('SE'),
  Switzerland: elsewhere('CH'),
  USA: elsewhere('US'),
  'United Arab Emirates': elsewhere('AE'),
  'United Kingdom': elsewhere('GB'),
  Unspecified: elsewhere('XX'),
};

const UNKNOWN = elsewhere('XX');

export const countryOf = (name: string): Country => COUNTRIES[name.trim()] ?? UNKNOWN;
