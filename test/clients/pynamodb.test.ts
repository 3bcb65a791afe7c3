import { describeChecks } from './python-checks.js';

await describeChecks('pynamodb', 'pynamodb_models.py');
