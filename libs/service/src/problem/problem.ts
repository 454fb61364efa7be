export interface FieldError {
  /** JSON pointer into the request body; `?name` for a query parameter, `:name` for a path parameter. */
  readonly field: string;
  /** In words, without the value. */
  readonly reason: string;
}

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
}

/** Something a caller is told. Titles and reasons never repeat a value of the request. */
export class DomainProblem extends Error {
  override readonly name = 'DomainProblem';

  constructor(
    readonly status: number,
    readonly slug: string,
    readonly title: string,
    readonly errors?: readonly FieldError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(title);
  }

  toProblem(): Problem {
    return {
      type: problemType(this.slug),
      title: this.title,
      status: this.status,
      ...(this.errors !== undefined && this.errors.length > 0 && { errors: this.errors }),
    };
  }
}

const problemType = (slug: string): string => `urn:seloste:problem:${slug}`;

/** `throw problem(409, 'already-closed', 'This request is closed')` */
export const problem = (
  status: number,
  slug: string,
  title: string,
  errors?: readonly FieldError[],
): DomainProblem => new DomainProblem(status, slug, title, errors);

/** One wrong field, 422. */
export const invalidField = (field: string, reason: string): DomainProblem =>
  problem(422, 'invalid-request', 'The request has fields that are not valid', [{ field, reason }]);

export const unavailable = (what: string, retryAfterSeconds = 2): DomainProblem =>
  new DomainProblem(503, 'unavailable', `${what} is not available at the moment`, undefined, {
    'retry-after': String(retryAfterSeconds),
  });
