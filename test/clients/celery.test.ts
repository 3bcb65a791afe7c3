import { describeChecks } from './python-checks.js';

await describeChecks('Celery on SQS', 'celery_on_sqs.py');
