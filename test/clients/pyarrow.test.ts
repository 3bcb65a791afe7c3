import { describeChecks } from './python-checks.js';

await describeChecks('pyarrow with S3', 'pyarrow_datasets.py');
