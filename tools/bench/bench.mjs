/**
 * `npm run bench [-- intake|memory]`: what Seloste does against what the same broker and database can do without it, in one run.
 * Figures move by a factor of two from day to day; the ratios are what counts. BENCH_ROUNDS=1 for a short look.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuild, ensurePackages } from '../dev/packages.mjs';
import { root } from '../dev/paths.mjs';
import { untilStopped } from '../dev/process/lifetime.mjs';
import { choosePort } from '../dev/process/ports.mjs';
import { createSay } from '../dev/say.mjs';
import { brokerPassword, ensureSecrets, services } from '../dev/secrets.mjs';
import { startServers } from '../dev/servers.mjs';
import { serviceEnv, startService } from '../dev/services.mjs';
import { applyTopology } from '../dev/topology.mjs';
import { storeEvents } from './intake/events.mjs';

const part = process.argv[2];
if (![undefined, 'intake', 'memory'].includes(part)) {
  console.error('npm run bench [-- intake|memory]');
  process.exit(2);
}
const dir = join(root, '.seloste', 'bench');
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const counts = { bare: 40_000, ours: 40_000, stock: 4_000 };
const memoryEvents = 100_000;
const places = { log: join(dir, 'logs'), pids: join(dir, 'pids') };

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value) => Math.round(value);

async function begin({ say, life }) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  await ensurePackages({ say });
  await ensureBuild({ say });
  const secrets = ensureSecrets(join(dir, 'secrets'));
  const servers = await startServers({ dir, say, onDown: life.crashed });
  const { default: amqp } = await import('amqplib');
  const { default: mongoose } = await import('mongoose');
  const mongo = await mongoose.createConnection(servers.mongoUri('admin')).asPromise();
  const bench = { say, servers, secrets, amqp, client: mongo.getClient(), life };

  const results = {
    ...(part !== 'memory' && { intake: await intakeRates(bench) }),
    ...(part !== 'intake' && { memoryMiBAfter100kEvents: await memoryAfter(bench) }),
  };
  await mongo.close();
  writeFileSync(join(dir, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  report(results);
}

async function intakeRates(bench) {
  const rates = { bare: [], ours: [], stock: [] };
  for (let number = 1; number <= rounds; number += 1) {
    for (const variant of Object.keys(rates)) {
      const rate = await intake(bench, variant, number);
      rates[variant].push(rate);
      bench.say(`round ${number}: ${variant} ${round(rate)}/s`);
    }
  }
  const ratios = (of) => rates.ours.map((rate, index) => rate / rates[of][index]);
  return {
    eventsPerSecond: Object.fromEntries(
      Object.entries(rates).map(([name, all]) => [name, round(median(all))]),
    ),
    ofBareLoop: Number(median(ratios('bare')).toFixed(2)),
    timesStockNest: Number(median(ratios('stock')).toFixed(1)),
    rounds: rates,
  };
}

/** Fills a queue first, then lets one process empty it, and times it by what is durable in the database. */
async function intake(bench, variant, number) {
  const { servers, client, life } = bench;
  const run = `${variant}${number}`;
  const database = `${run}_retention`;
  const facts = client.db(database).collection('facts');
  const count = counts[variant];
  const env = {
    AMQP_URL: servers.amqpUrl(run),
    MONGODB_URI: servers.mongoUri(database),
    QUEUE: 'retention.intake',
  };
  await prepare(bench, run);
  await fill(bench, run, storeEvents(count), variant === 'stock');
  const program =
    variant === 'ours'
      ? life.watch(await ourService(bench, 'retention', run))
      : plain(
          variant === 'bare'
            ? 'tools/bench/intake/bare-loop.mjs'
            : 'dist/tools/bench/intake/stock-nest.main.js',
          env,
        );
  const rate = await rateUntil(facts, count);
  await program.stop();
  await client.db(database).dropDatabase();
  await removeVhost(bench, run);
  return rate;
}

function plain(file, env) {
  const child = spawn(process.execPath, [join(root, file)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { stop: () => (child.kill('SIGKILL'), ended) };
}

async function ourService({ servers, secrets }, service, run) {
  const port = await choosePort([], { what: service, say: () => {} });
  const env = serviceEnv({
    service,
    servers,
    dir: secrets,
    port,
    vhost: run,
    prefix: `${run}_`,
    logLevel: 'warn',
  });
  const program = startService(service, env, places);
  return Object.assign(program, { url: `http://127.0.0.1:${port}` });
}

/** From the first durable record to the last, so that starting a process counts for nobody. */
async function rateUntil(facts, count) {
  let first;
  for (;;) {
    const now = performance.now();
    const seen = await facts.estimatedDocumentCount();
    if (first === undefined && seen > 0) first = { now, seen };
    if (seen >= count) return ((count - first.seen) / (now - first.now)) * 1000;
    await pause(5);
  }
}

async function prepare({ servers, secrets }, run) {
  await applyTopology({ servers, usersFile: join(secrets, 'broker-users.json'), vhost: run });
}

async function removeVhost({ servers }, run) {
  const authorization = `Basic ${Buffer.from(`${servers.adminUser}:${servers.adminPassword}`).toString('base64')}`;
  await fetch(`${servers.managementUrl}/api/vhosts/${run}`, { method: 'DELETE', headers: { authorization } });
}

async function fill({ servers, secrets, amqp }, run, events, asNestPacket) {
  const who = asNestPacket
    ? undefined
    : { user: 'web-store', password: brokerPassword(secrets, 'web-store') };
  const connection = await amqp.connect(servers.amqpUrl(run, who), { noDelay: true });
  const channel = await connection.createConfirmChannel();
  for (const event of events) {
    const [exchange, key] = asNestPacket ? ['', 'retention.intake'] : ['store.events', event.type];
    const body = asNestPacket ? { pattern: 'store-event', data: event } : event;
    channel.publish(exchange, key, Buffer.from(JSON.stringify(body)), {
      persistent: true,
      messageId: event.id,
      contentType: asNestPacket ? 'application/json' : 'application/cloudevents+json',
      ...(who && { userId: who.user }),
    });
  }
  await channel.waitForConfirms();
  await connection.close();
}

async function memoryAfter(bench) {
  const { client, life, say } = bench;
  const run = 'memory';
  await prepare(bench, run);
  const programs = await Promise.all(services.map((service) => ourService(bench, service, run)));
  for (const program of programs) await life.watch(program).ready();
  const facts = client.db(`${run}_retention`).collection('facts');
  await fill(bench, run, storeEvents(memoryEvents), false);
  while ((await facts.estimatedDocumentCount()) < memoryEvents) await pause(200);
  say(`${memoryEvents} events are taken in`);
  await pause(3000);
  const memory = {};
  for (const program of programs) {
    const text = await (await fetch(`${program.url}/metrics`)).text();
    const bytes = Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]);
    memory[program.name] = round(bytes / 1024 / 1024);
  }
  await Promise.all(programs.map((program) => program.stop()));
  return memory;
}

function report({ intake: measured, memoryMiBAfter100kEvents: memory }) {
  if (measured) {
    const { eventsPerSecond, ofBareLoop, timesStockNest } = measured;
    const { bare, ours, stock } = eventsPerSecond;
    console.log(`
Intake, store event → durable retention record (medians of ${rounds}, interleaved)
  bare amqplib + mongodb loop      ${bare}/s
  retention                        ${ours}/s   ${ofBareLoop} of the bare loop (goal 0.4)
  stock Nest transport, create()   ${stock}/s   retention does ${timesStockNest} times that (goal 6)`);
  }
  if (memory) {
    console.log(`
Memory after ${memoryEvents} events (goal: under 200 MiB)
${Object.entries(memory)
  .map(([name, mib]) => `  ${name.padEnd(32)} ${mib} MiB`)
  .join('\n')}`);
  }
}

const say = createSay();
process.exitCode = await untilStopped(say, (life) => begin({ say, life }));
