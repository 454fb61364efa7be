import type { BasisKind, CivilDate, ContactPoint, Element, Language } from '../model/elements.js';
import { elementOf } from '../model/because.js';
import type { Policy } from '../model/policy.js';
import { fill } from './fill.js';
import type { FrameworkTexts, LabelName } from './framework-texts.js';
import { type ElementText, kindOf, type NoticeTexts } from './notice-texts.js';
import type { Fact, Link, Value } from './page.js';
import { en } from './texts/en.js';
import { fi } from './texts/fi.js';
import { sv } from './texts/sv.js';

export const frameworkTexts: Readonly<Record<Language, FrameworkTexts>> = { fi, sv, en };

type Dated = { readonly validFrom?: CivilDate | undefined; readonly validTo?: CivilDate | undefined };

/** How one language says what the policy holds; the sentences are data, this only puts values into them. */
export class Words {
  readonly say: FrameworkTexts;
  private readonly regions: Intl.DisplayNames;

  constructor(
    readonly policy: Policy,
    private readonly texts: NoticeTexts,
    readonly lang: Language,
    readonly on: CivilDate,
  ) {
    this.say = frameworkTexts[lang];
    this.regions = new Intl.DisplayNames(lang, { type: 'region' });
  }

  text(element: Element): ElementText {
    const found = this.texts.get(element.id);
    if (found === undefined)
      throw new RangeError(`${this.policy.version} has no text for ${element.id} in ${this.lang}`);
    return found;
  }

  /** The company's name for an element, or the framework's where it speaks for it. */
  name(element: Element): string {
    return this.texts.get(element.id)?.name ?? frameworkName(this, element) ?? this.text(element).name;
  }

  /** A link to where the element itself stands on the page. */
  link(id: string, text?: string): Link {
    return { text: text ?? this.name(elementOf(this.policy, id)), element: id };
  }

  links(kind: string, names: readonly string[] = []): readonly Link[] {
    return names.map((name) => this.link(`${kind}.${name}`));
  }

  date(date: CivilDate): string {
    const [year, month, day] = date.split('-').map(Number);
    return this.written({ year, month, day });
  }

  /** `12-31`, of any year. */
  dayOfYear(date: string): string {
    const [month, day] = date.split('-').map(Number);
    return this.written({ month, day });
  }

  private written({ year, month = 1, day = 1 }: { year?: number; month?: number; day?: number }): string {
    return fill(this.say.date, { day, month: this.say.months[month - 1] ?? '', year: year ?? '' }).trim();
  }

  /** Empty where it has neither beginning nor end. */
  span({ validFrom, validTo }: Dated): string {
    const { since, untilDay, fromTo } = this.say;
    const from = validFrom && this.date(validFrom);
    const to = validTo && this.date(validTo);
    if (from && to) return fill(fromTo, { from, to });
    if (from) return fill(since, { from });
    return to ? fill(untilDay, { to }) : '';
  }

  /** An ISO 8601 period in words: `P1Y6M` is "1 year 6 months". */
  period(period: string): string {
    const units = this.say.period;
    return [...period.matchAll(/(\d+)([YMWD])/g)]
      .map(([, n, unit]) => {
        const [one, many] = units[unit as keyof typeof units];
        return fill(n === '1' ? one : many, { n: Number(n) });
      })
      .join(' ');
  }

  country(code: string): string {
    return this.regions.of(code) ?? code;
  }

  countries(codes: readonly string[]): string {
    return codes
      .map((code) => this.country(code))
      .sort((one, other) => one.localeCompare(other, this.lang))
      .join(', ');
  }

  /** A provision as the policy cites it, in the names this language has for laws. */
  law(cited: string): string {
    const named = this.say.law.reduce((text, [from, to]) => text.replaceAll(from, to), cited);
    return named.replace(
      / of (\d+) ([A-Z][a-z]+) (\d{4})/g,
      (whole, day: string, month: string, year: string) => {
        const index = en.months.indexOf(month);
        return index < 0
          ? whole
          : `, ${this.written({ year: Number(year), month: index + 1, day: Number(day) })}`;
      },
    );
  }

  /** Nothing where there are no values. */
  fact(
    label: LabelName,
    values: readonly (Value | undefined)[] | string | undefined,
    listed = false,
  ): Fact[] {
    const given = (typeof values === 'string' ? [values] : (values ?? [])).filter(
      (value): value is Value => value !== undefined && value !== '',
    );
    return given.length === 0 ? [] : [{ label: this.say.labels[label], values: given, listed }];
  }

  lawFact({ reference }: Element): Fact[] {
    return reference === undefined ? [] : this.fact('law', this.law(reference));
  }
}

function frameworkName({ say, policy }: Words, { id, name }: Element): string | undefined {
  const { eea, relationship, financialYear, review, deadline, notice } = say.names;
  const kind = kindOf(id);
  switch (kind) {
    case 'controller':
      return policy.controller.organisation;
    case 'authority':
      return policy.authority?.organisation;
    case 'role':
      return say.ownRoles[name]?.name;
    case 'basis':
      return say.bases[name as BasisKind].name;
    case 'contact':
      return contactName(
        say,
        policy.contactPoints.find((point) => point.id === id),
      );
    default: {
      const named = { transfer: eea, relationship, accounting: financialYear, review, deadline, notice };
      return kind in named ? named[kind as keyof typeof named] : undefined;
    }
  }
}

const contactName = ({ contactKinds }: FrameworkTexts, point: ContactPoint | undefined): string | undefined =>
  point && contactKinds[point.kind];
