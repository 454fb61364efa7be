import { runService } from '#service';
import { ConsentModule } from './consent.module.js';

await runService({ name: 'consent', module: ConsentModule });
