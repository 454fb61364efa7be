import { readFileSync } from 'node:fs';

export interface MarketingConfig {
  readonly amqpUrl: string;
  readonly suppressionUrl: string;
  readonly token: string;
  readonly port: number;
  readonly host: string;
  /** How many recipients the campaign at the start has; none when absent. */
  readonly campaign?: number;
  readonly listFile?: string;
  readonly stateFile?: string;
  readonly productGroup: string;
  readonly watchParent: boolean;
}

export function readConfig(env: NodeJS.ProcessEnv): MarketingConfig {
  const needed = (...names: readonly string[]): string => {
    const value = names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
    if (value === undefined) throw new Error(`${names.join(' or ')} must be set`);
    return value;
  };
  const tokenFile = env['TOKEN_FILE'];
  const campaign = env['CAMPAIGN'];
  if (campaign !== undefined && !/^\d+$/.test(campaign))
    throw new Error('CAMPAIGN must be a number of recipients');
  const port = Number(needed('PORT'));
  if (!Number.isInteger(port)) throw new Error('PORT must be a number');
  return {
    amqpUrl: needed('AMQP_URL'),
    suppressionUrl: needed('SUPPRESSION_URL', 'MARKETING_SUPPRESSION_URL').replace(/\/$/, ''),
    token:
      tokenFile === undefined ? needed('TOKEN', 'SELOSTE_TOKEN') : readFileSync(tokenFile, 'utf8').trim(),
    port,
    host: env['HOST'] ?? '127.0.0.1',
    ...(campaign !== undefined && campaign !== '0' && { campaign: Number(campaign) }),
    ...(env['LIST_FILE'] !== undefined && { listFile: env['LIST_FILE'] }),
    ...(env['STATE_FILE'] !== undefined && { stateFile: env['STATE_FILE'] }),
    productGroup: env['PRODUCT_GROUP'] ?? 'kitchen',
    watchParent: env['SELOSTE_PARENT'] === 'watch',
  };
}
