// What the notice does not disclose the services may not do, and what it promises some feature carries out.
import { ensureBuild } from '../dev/packages.mjs';
import { carriedOut, featureFolders } from '../trace/feature-folders.mjs';
import { newestVersion } from '../trace/statements.mjs';

await ensureBuild({ say: () => {} });
const { checkNotice } = await import('../../dist/tools/notice/check-notice.main.js');
const features = featureFolders();
const isComplete = checkNotice(process.argv[2] ?? newestVersion(), (id) =>
  features.some((feature) => carriedOut(feature, id)),
);
if (!isComplete) process.exitCode = 1;
