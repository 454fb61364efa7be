import { runService } from '#service';
import { SubjectRequestsModule } from './subject-requests.module.js';

await runService({ name: 'subject-requests', module: SubjectRequestsModule });
