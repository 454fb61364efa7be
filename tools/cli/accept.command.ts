import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import {
  type Acceptance,
  acceptedContent,
  type CivilDate,
  judgedOn,
  lintFile,
  parseAcceptances,
  signedText,
} from '#policy';
import { sha256 } from '#service';
import { dateFor, todayOf } from './moments.js';
import { officerKey, publicKeyOf, signText } from './officer-keys.js';
import { show, withFormat } from './output.js';
import { acceptedFileOf, type PolicyVersionFiles, policyVersions } from './policy-files.js';
import { Failure, type Surroundings, UsageError } from './surroundings.js';

interface AcceptOptions {
  readonly rule: string;
  readonly element: string;
  readonly reason: string;
  readonly expires: string;
  readonly by: string;
  readonly key: string;
  readonly on?: string;
  readonly format: string;
}

export function addAccept(program: Command, around: Surroundings): void {
  withFormat(program.command('accept <file>'))
    .description(
      'accept a finding of a policy version, signed by an officer; it lets the version be published and changes no decision',
    )
    .requiredOption('--rule <id>', 'the rule, as seloste lint names it')
    .requiredOption('--element <id>', 'the element the finding is at')
    .requiredOption('--reason <text>', 'why it is accepted')
    .requiredOption('--expires <date>', 'the last day it is accepted', dateFor('--expires'))
    .requiredOption(
      '--by <name>',
      'the officer, by the id in officers.yaml of the company, or the name where there is none',
    )
    .requiredOption('--key <file>', "file of the officer's Ed25519 private key, PEM")
    .option(
      '--on <date>',
      'the date the policy is judged on, or its first day if that is later; today where left out',
      dateFor('--on'),
    )
    .addHelpText(
      'after',
      `
Writes accepted.yaml beside the policy. A changed element, a changed entry or the day after --expires ends it.

Make a key, and what officers.yaml wants of it:
  $ openssl genpkey -algorithm ed25519 -out officer.pem
  $ openssl pkey -in officer.pem -pubout -outform DER | base64 -w0

Example:
  $ seloste accept policies/acme/2026-01-01/policy.yaml --rule notice.undated --element notice.document \\
      --reason "The dated notice is at the printer's" --expires 2026-03-31 --by officer-1 --key officer.pem`,
    )
    .action(async (file: string, options: AcceptOptions) => {
      const [files, ...more] = await policyVersions(file);
      if (files === undefined || more.length > 0) throw new UsageError(`${file} is not one policy file`);
      const added = await acceptancesFor(files, options, options.on ?? todayOf(around));
      const path = acceptedFileOf(files.source.file);
      const kept = files.accepted.filter(({ content }) => !added.some((each) => each.content === content));
      const text = stringify([...kept, ...added]);
      parseAcceptances(text, path);
      await writeFile(path, text);
      show(
        around,
        options,
        { file: path, accepted: added },
        () => `${options.rule} at ${options.element} is accepted up to ${options.expires} (${path})`,
      );
    });
}

async function acceptancesFor(
  files: PolicyVersionFiles,
  { rule, element, reason, expires, by, key: keyFile }: AcceptOptions,
  on: CivilDate,
): Promise<Acceptance[]> {
  if (reason.trim().length < 10) throw new UsageError('--reason is too short to be a reason');
  const key = await officerKey(keyFile);
  const officer = files.officers.find(({ name }) => name === by);
  if (officer === undefined) throw new Failure(`officers.yaml of the company names no ${by}`);
  if (officer.publicKey !== publicKeyOf(key)) throw new Failure(`the key is not that of ${by}`);
  const { policy, findings } = lintFile(files.source, { on, statements: files.statements });
  if (policy === undefined) throw new Failure(`${files.source.file} cannot be used; seloste lint tells why`);
  const day = judgedOn(policy, on);
  if (expires < day)
    throw new UsageError(`--expires ${expires} is past on ${day}, when the policy is judged`);
  const meant = findings.filter((finding) => finding.rule === rule && finding.element === element);
  if (meant.length === 0) throw new Failure(`the lint finds no ${rule} at ${element}`);
  return meant.map((finding) => {
    const entry = { rule, element, reason, by, expires, content: sha256(acceptedContent(policy, finding)) };
    return { ...entry, signature: signText(key, signedText(policy.version, entry)) };
  });
}
