import { runService } from '#service';
import { MarketingSuppressionModule } from './marketing-suppression.module.js';

await runService({ name: 'marketing-suppression', module: MarketingSuppressionModule });
