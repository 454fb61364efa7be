import { join } from 'node:path';
import config from '../../jest.config.mjs';

/** The unit tests of the policy library, in whatever copy of the tree they are run. */
const [unit] = config.projects;
export default {
  ...unit,
  rootDir: process.cwd(),
  roots: (process.env.MUTATE_ROOTS ?? 'libs/policy').split(',').map((folder) => join(process.cwd(), folder)),
};
