import type {
  Audience,
  Authority,
  AutomatedDecisions,
  Category,
  Channel,
  CivilDate,
  ComplianceRecords,
  ContactPoint,
  Controller,
  CookieCategory,
  CountryList,
  DeadlineRule,
  Described,
  Element,
  FieldClass,
  FinancialYear,
  Hold,
  Mechanism,
  Notice,
  Purpose,
  Recipient,
  RelationshipRule,
  RetentionRule,
  Review,
  Right,
  Source,
  SubjectKind,
  Topic,
} from './elements.js';

/** The policy file as it stands, with each element's name filled in. */
export interface PolicyDocument {
  readonly policy: string;
  readonly validFrom: CivilDate;
  readonly maxStaleness: string;
  readonly controller: Controller;
  readonly audiences: readonly Audience[];
  readonly subjectKinds: readonly SubjectKind[];
  readonly roles: readonly Element[];
  readonly conduct: readonly Described[];
  readonly sources: readonly Source[];
  readonly bases: readonly Element[];
  readonly categories: readonly Category[];
  readonly fieldClasses: readonly FieldClass[];
  readonly channels: readonly Channel[];
  readonly purposes: readonly Purpose[];
  readonly marketing: readonly Described[];
  readonly recipients: readonly Recipient[];
  readonly eea: CountryList;
  readonly mechanisms: readonly Mechanism[];
  readonly relationship: RelationshipRule;
  readonly retention: readonly RetentionRule[];
  readonly holds: readonly Hold[];
  readonly financialYear: FinancialYear;
  readonly review: Review;
  readonly deadlines: readonly DeadlineRule[];
  readonly rights: readonly Right[];
  readonly cookies: readonly CookieCategory[];
  readonly topics: readonly Topic[];
  readonly contactPoints: readonly ContactPoint[];
  readonly notice: Notice;
  readonly authority?: Authority;
  readonly automatedDecisions?: AutomatedDecisions;
  readonly compliance: readonly ComplianceRecords[];
}

/** A policy version, indexed once so that decisions only look things up. */
export interface Policy extends PolicyDocument {
  /** `<policy>/<validFrom>`, as answers carry it. */
  readonly version: string;
  readonly maxStalenessMs: number;
  /** Every element by id. */
  readonly elements: ReadonlyMap<string, Element>;
  /** The named elements of each kind, by name. */
  readonly byName: {
    readonly audiences: ReadonlyMap<string, Audience>;
    readonly subjectKinds: ReadonlyMap<string, SubjectKind>;
    readonly categories: ReadonlyMap<string, Category>;
    readonly channels: ReadonlyMap<string, Channel>;
    readonly purposes: ReadonlyMap<string, Purpose>;
    readonly recipients: ReadonlyMap<string, Recipient>;
    readonly mechanisms: ReadonlyMap<string, Mechanism>;
    readonly holds: ReadonlyMap<string, Hold>;
    readonly topics: ReadonlyMap<string, Topic>;
  };
  readonly eeaCountries: ReadonlySet<string>;
  /** Retention rules and holds that may cover a field class. */
  readonly rulesOf: ReadonlyMap<string, readonly RetentionRule[]>;
  readonly holdsOf: ReadonlyMap<string, readonly Hold[]>;
}
