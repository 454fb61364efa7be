import { knownFacts } from './decide-input.js';
import { holdsPlaced, recordShape } from './due-of-record.js';
import { date, listOf, shape, text } from './json-input.js';

const pseudonym = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,100}$' };

/** A line of what `seloste simulate --records` reads: `SimulatedParty` of the policy library. */
export const partyInput: object = shape(
  { party: pseudonym },
  {
    activity: shape({}, { firstOn: date, lastActivityOn: date, endedOn: date }),
    context: shape(
      {},
      {
        subjectKind: text,
        prohibitedMarketingOn: date,
        objectedOn: date,
        roleEndedOn: date,
        lastContactOn: date,
        consentEndedOn: date,
        prohibitionLiftedOn: date,
        restricted: { type: 'boolean' },
        holds: holdsPlaced,
      },
    ),
    records: listOf(...recordShape),
    facts: knownFacts,
  },
);
