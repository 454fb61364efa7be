const framework = '^(node_modules/(@nestjs|mongoose|mongodb|amqplib|rxjs)|libs/(messaging|storage|service)/)';

module.exports = {
  forbidden: [
    {
      name: 'apps-talk-by-contracts',
      comment: 'Services meet only through libs/contracts.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/|^apps/topology\\.ts$' },
    },
    {
      name: 'services-do-not-know-the-installation',
      comment: 'Only tools and tests go through all services; a service knows itself.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/' },
      to: { path: '^apps/[^/]+\\.ts$' },
    },
    {
      name: 'decisions-are-pure',
      comment: 'A decision and the policy library know no framework, no I/O, no store.',
      severity: 'error',
      from: { path: '(\\.decision\\.ts$|^libs/policy/src/)', pathNot: '\\.spec\\.ts$' },
      to: { path: `${framework}|\\.(store|controller|handler|job|module)\\.ts$` },
    },
    {
      name: 'decisions-do-no-io',
      comment: 'No file, network, process or randomness in a decision or in the policy library.',
      severity: 'error',
      from: { path: '(\\.decision\\.ts$|^libs/policy/src/)', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'acceptances-decide-nothing',
      comment:
        'That an officer accepts a finding lets a version be published, and changes no decision, clock or notice.',
      severity: 'error',
      from: { path: '^libs/policy/src/(?!acceptance/|publish/|index\\.ts)' },
      to: { path: '^libs/policy/src/acceptance/' },
    },
    {
      name: 'features-do-not-reach-into-features',
      comment: 'A feature folder is used by its service, never by its neighbour; what two need moves up.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/([^/]+)/' },
      to: { path: '^apps/$1/src/[^/]+/', pathNot: '^apps/$1/src/$2/' },
    },
    {
      name: 'libs-do-not-know-apps',
      severity: 'error',
      from: { path: '^(libs|policies)/' },
      to: { path: '^(apps|examples|tools|test)/' },
    },
    {
      name: 'participant-knows-only-contracts',
      comment:
        'Whoever answers commands may use it, in our services or outside: it needs no broker and no database.',
      severity: 'error',
      from: { path: '^libs/participant/' },
      to: { path: '^(apps|examples|tools|test|libs/(?!contracts/|participant/))' },
    },
    {
      name: 'examples-know-only-contracts',
      comment:
        'The examples stand for outside companies: they see what an integrator sees, the contracts and what answers commands by them. The mend of the MongoDB driver has nothing to do with Seloste.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(apps|tools|libs/(?!contracts/|participant/|storage/src/end-lost-writes))' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|^coverage/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
