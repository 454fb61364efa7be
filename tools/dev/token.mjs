import { runDir } from './paths.mjs';
import { join } from 'node:path';
import { forDevelopmentOnly, mintToken } from './secrets.mjs';

// A token of the development issuer for the run that `npm start` began: node tools/dev/token.mjs <role> [the store it speaks for]
const roles = ['store', 'marketing', 'desk', 'officer', 'ops'];
const [role, source] = process.argv.slice(2);
if (roles.includes(role)) {
  try {
    forDevelopmentOnly();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  try {
    console.log(mintToken(join(runDir, 'secrets'), { role, sub: `dev-${role}`, minutes: 12 * 60, source }));
  } catch {
    console.error('There are no secrets yet: npm start makes them.');
    process.exitCode = 1;
  }
} else {
  console.error(`Usage: node tools/dev/token.mjs <role>; the roles are ${roles.join(', ')}`);
  process.exitCode = 2;
}
