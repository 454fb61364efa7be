import { runService } from '#service';
import { subjectRequestsService } from './subject-requests.service.js';

await runService(subjectRequestsService);
