import { runService } from '#service';
import { retentionService } from './retention.service.js';

await runService(retentionService);
