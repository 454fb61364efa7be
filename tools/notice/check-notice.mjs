// What the notice does not disclose the services may not do, and what it promises some feature carries out.
import { ensureBuild } from '../dev/packages.mjs';
import { newestVersion } from '../trace/statements.mjs';

await ensureBuild({ say: () => {} });
process.argv[2] ??= newestVersion();
await import('../../dist/tools/notice/check-notice.main.js');
