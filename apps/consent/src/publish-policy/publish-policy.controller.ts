import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import {
  eventOf,
  GATE,
  IsListOf,
  IsShortText,
  IsSignature,
  PolicyFileData,
  PolicyPublished,
} from '#contracts';
import {
  consentsToAskAgain,
  type ConsentToAskAgain,
  contentOfVersion,
  diffPolicies,
  judgePublication,
  type Officer,
  type Policy,
  publicationText,
  type Refusal,
  type SoundVersion,
} from '#policy';
import {
  Allow,
  Answer,
  CLOCK,
  type Clock,
  FACT_LOG,
  factIdOf,
  FACTS,
  invalidField,
  isSignedBy,
  OFFICERS,
  policyIn,
  POLICY_BOOK,
  type PolicyBook,
  problem,
  type PublishedPolicyFact,
  sha256,
} from '#service';
import { durableOne, FactCollection, type FactLog, owing } from '#storage';

export class PublishPolicyRequest {
  @IsListOf(() => PolicyFileData) @ArrayMinSize(1) @ArrayMaxSize(50) files!: PolicyFileData[];
  /** The officer, by their id in `officers.yaml`; by the name where there is none. */
  @IsShortText() signedBy!: string;
  @IsSignature() signature!: string;
}

export interface PublishedAnswer {
  readonly version: string;
  readonly validFrom: string;
  readonly sha256: string;
  readonly signedBy: string;
  readonly publishedAt: string;
  readonly accepted: PolicyPublished['accepted'];
  /** What changes from the version before, in words. */
  readonly changes: readonly string[];
  readonly asksAgain: readonly ConsentToAskAgain[];
}

/** A version that an officer has signed off becomes the one in force on its first day, at every service by itself. */
@Controller('v1/policies')
export class PublishPolicyController {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PublishedPolicyFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<PublishedPolicyFact>,
    @Inject(POLICY_BOOK) private readonly book: PolicyBook,
    @Inject(OFFICERS) private readonly officers: readonly Officer[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @Allow('officer')
  async publish(
    @Body() { files, signedBy, signature }: PublishPolicyRequest,
  ): Promise<Answer<PublishedAnswer>> {
    if (Buffer.byteLength(JSON.stringify(files)) > MOST_BYTES)
      throw invalidField('/files', 'are larger than an event can tell them');
    await this.book.refresh();
    const content = sha256(contentOfVersion(files));
    const known = await this.facts.findById(factIdOf(policyIn(files)?.version ?? ''));
    if (known !== undefined) return this.answerAgain(known, content);
    const sound = this.judged(files);
    const { version } = sound.policy;
    if (!isSignedBy(this.officers, signedBy, publicationText(version, content), signature)) {
      throw refused('not-signed', 'The version is not signed off by an officer', [
        { field: '/signature', reason: 'is not that of the officer named, over these files' },
      ]);
    }
    const fact = this.factOf(sound, { files, signedBy, signature, sha256: content });
    const appended = await this.factLog.append(fact);
    await this.book.refresh();
    if (appended.outcome === 'conflict') throw publishedOtherwise();
    return new Answer(appended.outcome === 'inserted' ? 201 : 200, this.answerOf(durableOne(appended)));
  }

  private answerAgain(known: PublishedPolicyFact, content: string): Answer<PublishedAnswer> {
    if (known.published.sha256 !== content) throw publishedOtherwise();
    return new Answer(200, this.answerOf(known));
  }

  private judged(files: readonly PolicyFileData[]): SoundVersion {
    const verify = isSignedBy.bind(undefined, this.officers);
    const judgement = judgePublication(files, {
      today: this.clock.today(),
      versions: this.book.policies,
      judge: { sha256, verify },
    });
    if ('sound' in judgement) return judgement.sound;
    const errors = judgement.refusals.slice(0, MOST_ERRORS).map(errorOf);
    throw judgement.unlawful
      ? refused(
          'policy-not-lawful',
          'Findings of the lint are open: mend them, or have them accepted',
          errors,
        )
      : refused('invalid-request', 'The request has fields that are not valid', errors);
  }

  private factOf(
    { policy, accepted }: SoundVersion,
    told: Pick<PolicyPublished, 'files' | 'signedBy' | 'signature' | 'sha256'>,
  ): PublishedPolicyFact & { readonly requestHash: string } {
    const publishedAt = this.clock.now().toISOString();
    const published: PolicyPublished = {
      version: policy.version,
      company: policy.policy,
      validFrom: policy.validFrom,
      ...told,
      files: told.files.map(({ name, text }) => ({ name, text })),
      accepted: accepted.map(({ rule, element, by, expires }) => ({ rule, element, by, expires })),
      publishedAt,
    };
    const id = factIdOf(policy.version);
    return {
      _id: id,
      type: 'policy.published',
      at: publishedAt,
      on: this.clock.today(),
      takenAt: new Date(),
      requestHash: told.sha256,
      published,
      ...owing(eventOf('consent', PolicyPublished.type, id, published, publishedAt)),
    };
  }

  private answerOf({ published }: PublishedPolicyFact): PublishedAnswer {
    const { files: _files, signature: _signature, company: _company, ...told } = published;
    const [before, after] = this.aroundStartOf(told.version);
    return {
      ...told,
      changes: before && after ? diffPolicies(before, after).map(({ words }) => words) : [],
      asksAgain: before && after ? consentsToAskAgain(before, after) : [],
    };
  }

  private aroundStartOf(version: string): readonly [Policy?, Policy?] {
    const { policies } = this.book;
    const place = policies.findIndex((policy) => policy.version === version);
    return [policies[place - 1], policies[place]];
  }
}

const MOST_ERRORS = 50;
/** They go to every service in one event, with what was accepted. */
const MOST_BYTES = 0.75 * GATE.bytes;

const errorOf = ({ file, reason }: Refusal): { field: string; reason: string } => ({
  field: file === undefined ? '/files' : `/files/${file}/text`,
  reason,
});

const refused = (slug: string, title: string, errors: { field: string; reason: string }[]): Error =>
  problem(422, slug, title, errors);

const publishedOtherwise = (): Error =>
  problem(409, 'published-otherwise', 'This version is published already, with another content');
