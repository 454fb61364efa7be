import { runService } from '#service';
import { consentService } from './consent.service.js';

await runService(consentService);
