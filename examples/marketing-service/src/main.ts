import { readConfig, type MarketingConfig } from './config.js';
import { FollowOptOuts } from './follow-opt-outs/follow-opt-outs.js';
import { OptOutFile } from './follow-opt-outs/opt-out-file.js';
import { OptOutQueue } from './follow-opt-outs/opt-out-queue.js';
import { OptOutSet } from './follow-opt-outs/opt-out-set.js';
import { Campaigns } from './run-campaign/campaigns.js';
import { SuppressionClient } from './run-campaign/suppression-client.js';
import { serveSummary } from './serve-summary/summary-server.js';
import { tellOnStdout as tell } from './tell.js';

async function main(config: MarketingConfig): Promise<void> {
  const optOuts = new OptOutSet();
  const { stateFile } = config;
  const file =
    stateFile === undefined ? undefined : await OptOutFile.open(stateFile, (fact) => optOuts.fold(fact));
  const follow = new FollowOptOuts(optOuts, file, tell);
  const queue = new OptOutQueue(config.amqpUrl, tell, (channel, message) => follow.receive(channel, message));
  const client = new SuppressionClient(config.suppressionUrl, config.token);
  const campaigns = new Campaigns(client, config.listFile, config.productGroup, tell);
  const stopping = new AbortController();

  const server = await serveSummary(config.port, config.host, {
    ready: () => queue.ready,
    summary: () => ({
      ...optOuts.counts,
      ...follow.fromAct.summary,
      published: follow.fromPublication.summary,
      ...(campaigns.last !== undefined && { campaign: campaigns.last }),
    }),
    campaign: (recipients, optOuts) => campaigns.run(recipients, optOuts),
  });

  const stop = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    server.close();
    server.closeAllConnections();
    queue.pause();
    await follow.settled();
    await queue.close();
    await file?.close();
    process.exit();
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  if (config.watchParent) {
    process.stdin
      .resume()
      .on('end', () => void stop())
      .on('error', () => void stop());
  }

  queue.start();
  if (config.campaign !== undefined) await campaigns.runWhenListed(config.campaign, stopping.signal);
}

try {
  await main(readConfig(process.env));
} catch (error) {
  process.stderr.write(`marketing-service: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
}
