import { runService } from '#service';
import { RetentionModule } from './retention.module.js';

await runService({ name: 'retention', module: RetentionModule });
