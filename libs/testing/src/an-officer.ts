import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  contentOfVersion,
  languages,
  lintFile,
  acceptedContent,
  type PolicyFileText,
  publicationText,
  signedText,
} from '#policy';

export interface Signer {
  readonly name: string;
  sign(text: string): string;
}

export interface TestOfficer extends Signer {
  /** `officers.yaml` with this officer in it. */
  readonly file: string;
  /** The private key, PEM. */
  readonly keyFile: string;
}

/** One whose public key the services have already. */
export const officerWith = (pem: string, name = 'officer-1'): Signer => ({
  name,
  sign: (text) => sign(null, Buffer.from(text), pem).toString('base64'),
});

export async function anOfficer(folder: string, name = 'officer-1'): Promise<TestOfficer> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const [file, keyFile] = [join(folder, 'officers.yaml'), join(folder, 'officer.pem')];
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  await writeFile(file, `- { id: ${name}, publicKey: ${spki} }\n`);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  await writeFile(keyFile, pem, { mode: 0o600 });
  return { ...officerWith(pem, name), file, keyFile };
}

export interface PublicationOptions {
  readonly validFrom: string;
  readonly edit?: (policy: string) => string;
  /** The words in each language, where the edited policy needs others. */
  readonly editTexts?: (texts: string) => string;
  /** The day the findings are judged and accepted on. */
  readonly on: string;
  readonly accepting?: boolean;
}

/** Midare's policy as a later version, its findings accepted, signed off: the body of `POST /v1/policies`. */
export function aPublication(
  officer: Signer,
  { validFrom, edit = same, editTexts = same, on, accepting = true }: PublicationOptions,
): { readonly files: PolicyFileText[]; readonly signedBy: string; readonly signature: string } {
  const folder = 'policies/midare/2018-05-25';
  const text = edit(
    readFileSync(`${folder}/policy.yaml`, 'utf8').replace(/^validFrom: .*$/m, `validFrom: ${validFrom}`),
  );
  const statements = readFileSync(`${folder}/statements.yaml`, 'utf8');
  const version = `midare/${validFrom}`;
  const files = [
    { name: 'policy.yaml', text },
    { name: 'statements.yaml', text: statements },
    ...(accepting
      ? [{ name: 'accepted.yaml', text: acceptances(officer, version, text, statements, on) }]
      : []),
    ...languages.map((lang) => {
      const name = `texts/${lang}.yaml`;
      return { name, text: editTexts(readFileSync(`${folder}/${name}`, 'utf8')) };
    }),
  ];
  const signature = officer.sign(publicationText(version, sha256(contentOfVersion(files))));
  return { files, signedBy: officer.name, signature };
}

const same = (text: string): string => text;

function acceptances(officer: Signer, version: string, text: string, statements: string, on: string): string {
  const { policy, findings } = lintFile(
    { file: 'policy.yaml', text },
    { on, statements: { file: 'statements.yaml', text: statements } },
  );
  if (policy === undefined) return '';
  return findings
    .map((finding) => {
      const content = sha256(acceptedContent(policy, finding));
      const { rule, element } = finding;
      const entry = {
        rule,
        element,
        reason: 'The company is mending this.',
        by: officer.name,
        expires: '2030-12-31',
        content,
      };
      return `- ${JSON.stringify({ ...entry, signature: officer.sign(signedText(version, entry)) })}\n`;
    })
    .join('');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
