import { runService } from '#service';
import { marketingSuppressionService } from './marketing-suppression.service.js';

await runService(marketingSuppressionService);
