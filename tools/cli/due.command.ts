import { type Command, Option } from 'commander';
import { type CivilDate, dueByRule, type Policy, type RuleDue } from '#policy';
import { becauseLines } from './because-lines.js';
import { dueOfRecord, type FieldDue, type RecordWithEvents, recordInput } from './due-of-record.js';
import { readInput } from './json-input.js';
import { dateFor, dayFor, todayOf } from './moments.js';
import { show, withFormat } from './output.js';
import { policyForLaw, withPolicy } from './policies.js';
import { showTable } from './show-table.js';
import { type Surroundings, UsageError } from './surroundings.js';

interface Options {
  readonly rule?: string;
  readonly from?: CivilDate;
  readonly at?: CivilDate;
  readonly policy?: string;
  readonly format: string;
}

export function addDue(program: Command, around: Surroundings): void {
  const command = program
    .command('due')
    .description('when data is due for erasure, and what keeps it until then');
  withFormat(withPolicy(command))
    .argument('[file]', 'a JSON file with a record and its events; standard input where left out')
    .addOption(new Option('--rule <name>', 'one retention rule or hold of the policy, instead of a record'))
    .addOption(
      new Option(
        '--from <date>',
        "with --rule: the date its period is counted from, or the voucher's own",
      ).argParser(dateFor('--from')),
    )
    .addOption(
      new Option('--at <moment>', 'the day on which it is asked what goes; today where left out').argParser(
        dayFor('--at'),
      ),
    )
    .addHelpText(
      'after',
      `
A record is {"record": {id, kind, on, fieldClasses, vat?, invoicedOn?, claimOpen?, contractOpen?}, "subjectKind": …,
"events": [{what, on}]}, where what is one of: activity, relationship-ended, role-ended, last-contact, consent-given,
consent-ended, marketing-prohibited, prohibition-lifted, objected, restricted, restriction-lifted. What happens after the
day asked about does not count. "holds" are those placed by hand.
Each field has its longest basis; what has none is due at once.

Examples:
  $ seloste due --rule accounting-voucher --from 2026-06-15
  $ seloste due --rule customer --from 2020-02-29 --format json
  $ seloste due invoice.json --at 2033-01-01`,
    )
    .action(async (file: string | undefined, options: Options) => {
      const today = options.at ?? todayOf(around);
      if (options.rule === undefined && options.from !== undefined)
        throw new UsageError('--from: it belongs to --rule');
      if (options.rule !== undefined) {
        const due = ruleDue(await policyForLaw(options.policy, options.from ?? today), options);
        return show(around, options, due, () => ruleInWords(due));
      }
      const input = await readInput<RecordWithEvents>(around, file, recordInput);
      const policy = await policyForLaw(options.policy, today);
      const fields = dueOfRecord(policy, input, today);
      const answer = { record: input.record.id, at: today, policyVersion: policy.version, fields };
      show(around, options, answer, () => fieldsInWords(fields));
    });
}

function ruleDue(policy: Policy, { rule = '', from }: Options): RuleDue & { policyVersion: string } {
  if (from === undefined) throw new UsageError('--from: the date is missing that --rule counts from');
  const due = dueByRule(policy, rule, from);
  if (due !== undefined) return { ...due, policyVersion: policy.version };
  const known = [...policy.retention, ...policy.holds.filter(({ period }) => period !== undefined)];
  const names = known.map(({ id }) => id).join(', ');
  throw new UsageError(`--rule: ${rule} is no rule with a period of ${policy.version}; there are ${names}`);
}

function ruleInWords({ rule, from, lastDayKept, dueOn, because }: RuleDue): string {
  return `${rule} from ${from}: last day kept ${lastDayKept}, due ${dueOn}\n${becauseLines([because])}`;
}

function fieldsInWords(fields: readonly FieldDue[]): string {
  const rows = fields.map(({ fieldClass, lastDayKept, dueOn, goesToday, basis }) => [
    fieldClass,
    lastDayKept ?? 'no end yet',
    dueOn ?? '-',
    goesToday ? 'yes' : 'no',
    `${basis.element}: ${basis.reason}${basis.provision === undefined ? '' : ` (${basis.provision})`}`,
  ]);
  return showTable(['field', 'last day kept', 'due', 'goes today', 'because'], rows);
}
