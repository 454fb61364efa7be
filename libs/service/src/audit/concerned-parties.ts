import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { HashKeys } from '#storage';

const named = new WeakMap<object, string[]>();

/** Tells the audit record whom an answer is about, by party reference, where the request's `party` does not say it. */
export type Concerning = (...parties: readonly string[]) => void;

/** `show(@Concerns() concerning: Concerning)` */
export const Concerns = createParamDecorator((_data: unknown, context: ExecutionContext): Concerning => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return (...parties) => void named.set(request, [...(named.get(request) ?? []), ...parties]);
});

/** Those the handler named, and those the body asks about: `party`, or `questions` with one each. */
export function partiesOf(request: FastifyRequest, keys: HashKeys): readonly string[] {
  const { party, questions } = (request.body ?? {}) as {
    readonly party?: unknown;
    readonly questions?: unknown;
  };
  const asked = Array.isArray(questions)
    ? questions.map((question: { readonly party?: unknown }) => question.party)
    : [party];
  const refs = asked.flatMap((one) => (isPartyId(one) ? [keys.partyRef(one.source, one.id)] : []));
  return [...new Set([...refs, ...(named.get(request) ?? [])])];
}

function isPartyId(value: unknown): value is { readonly source: string; readonly id: string } {
  const { source, id } = (value ?? {}) as { readonly source?: unknown; readonly id?: unknown };
  return typeof source === 'string' && typeof id === 'string';
}
