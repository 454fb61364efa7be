// Writes docs/asyncapi.yaml: every event and command with its schema, who sends it, and which queues it comes to. With
// --check it writes nothing and fails when the committed file is out of date.
import { ensureBuild } from '../dev/packages.mjs';

await ensureBuild({ say: () => {} });
await import('../../dist/tools/docs/asyncapi.main.js');
