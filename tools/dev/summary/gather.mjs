import { askDecisions, someCustomers } from './questions.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const recipients = 2_000;
const optOuts = 12;

/** After a start the services first must hear from one another; what they know is too old until then. */
async function untilFresh(ask) {
  const body = {
    address: { kind: 'email', value: 'nobody@example.com' },
    channel: 'email',
    purpose: 'direct-marketing',
  };
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(250)) {
    const { because } = await ask('marketing-suppression', 'POST /v1/send-checks', {
      role: 'marketing',
      body,
    });
    if (because[0]?.reason !== 'stale') return;
  }
}

/** A campaign over the store's whole list, and how fast the opt-outs of it came to the marketing service. */
async function campaign(ask) {
  const before = await ask('marketing-service', 'GET /summary');
  await untilFresh(ask);
  const result = await ask(
    'marketing-service',
    `POST /campaigns?recipients=${recipients}&optOuts=${optOuts}`,
  );
  const { byLink, byPhone } = result.optedOut;
  let summary;
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(100)) {
    summary = await ask('marketing-service', 'GET /summary');
    if (summary.optOuts >= before.optOuts + byLink + byPhone) break;
  }
  const fromAct = summary.measured > 0;
  const { p50Ms, p99Ms, measured } = fromAct ? summary : summary.published;
  return { ...result, arrived: { p50Ms, p99Ms, measured, fromAct }, inForce: summary.inForce };
}

async function due(ask) {
  const officer = { role: 'officer' };
  const { dueByYear, ...held } = await ask('retention', 'GET /v1/summary', officer);
  const first = await ask('retention', 'GET /v1/due?through=2999-12-31&limit=1', officer);
  const sweep = await ask('retention', 'POST /v1/sweeps', { ...officer, body: { dryRun: true } });
  return { held, dueByYear, first: first.due[0]?.dueOn, sweep };
}

/** All that the summary tells; the campaign and the questions are asked for now, through the doors anybody has. */
export async function gather({ ask, history, campaigns, say }) {
  const told = { history, ...(await due(ask)) };
  if (!history) return told;
  if (campaigns) {
    say('the marketing service runs a campaign');
    told.campaign = await campaign(ask);
  }
  told.prohibitions = (await ask('marketing-suppression', 'GET /v1/summary', { role: 'ops' })).prohibitions;
  told.decisions = await askDecisions(ask, someCustomers(history.customers));
  return told;
}
