import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, type Tell } from '../tell.js';
import { evenly, runCampaign, type CampaignClient, type CampaignResult } from './run-campaign.js';

const OPTING_OUT = 6;

/** Runs one campaign at a time over the store's newsletter list. */
export class Campaigns {
  last: CampaignResult | undefined;
  private underWay: Promise<CampaignResult> | undefined;

  constructor(
    private readonly client: CampaignClient,
    private readonly listFile: string | undefined,
    private readonly productGroup: string,
    private readonly tell: Tell,
  ) {}

  run(recipients: number, optOuts = OPTING_OUT): Promise<CampaignResult> {
    this.underWay ??= this.runOne(recipients, optOuts).finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** As soon as the store has written its list. */
  async runWhenListed(recipients: number, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted && (await this.list()) === undefined) await pause(500);
    if (stopping.aborted) return;
    await this.run(recipients).catch((error: unknown) => this.tell({ campaignFailed: codeOf(error) }));
  }

  private async runOne(recipients: number, optOuts: number): Promise<CampaignResult> {
    const list = (await this.list()) ?? [];
    const result = await runCampaign(this.client, evenly(list, recipients), this.productGroup, optOuts);
    this.last = result;
    this.tell({ campaign: result });
    return result;
  }

  private async list(): Promise<string[] | undefined> {
    if (this.listFile === undefined) return undefined;
    const text = await readFile(this.listFile, 'utf8').catch(() => undefined);
    return text?.split('\n').filter((line) => line !== '');
  }
}
