const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const project = (displayName, testRegex, setupFilesAfterEnv = []) => ({
  displayName,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  roots: [
    '<rootDir>/apps',
    '<rootDir>/libs',
    '<rootDir>/examples',
    '<rootDir>/policies',
    '<rootDir>/test',
    '<rootDir>/tools',
  ],
  testRegex,
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  setupFiles: ['reflect-metadata'],
  setupFilesAfterEnv,
});

// With real servers a step may take its time; what must be fast says so itself.
const patient = ['<rootDir>/test/harness/patience.mjs'];

// `.spec` needs nothing but Node; `.int.spec` needs the broker and mongod; `.story.spec` and `.fault.spec` also need
// the built services;
// `.browser.spec` needs a Chromium and no servers.
export default {
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  projects: [
    project('unit', '(?<!\\.(int|story|fault|browser))\\.spec\\.ts$'),
    project('integration', '\\.int\\.spec\\.ts$', patient),
    project('browser', '\\.browser\\.spec\\.ts$', patient),
    project('story', '\\.story\\.spec\\.ts$', patient),
    project('fault', '\\.fault\\.spec\\.ts$', patient),
  ],
};
