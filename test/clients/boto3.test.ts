import { describeChecks } from './python-checks.js';

await describeChecks('boto3 with DynamoDB', 'dynamodb.py');
await describeChecks('boto3 with transactions of DynamoDB', 'dynamodb_transactions.py');
await describeChecks("boto3 with S3's events", 'events.py');
await describeChecks('boto3 with S3', 's3.py');
await describeChecks("boto3 with S3's forms, queries and directory buckets", 's3_forms_and_queries.py');
await describeChecks('boto3 with SNS', 'sns.py');
await describeChecks('boto3 with SQS', 'sqs.py');
await describeChecks('boto3 of 2023 with SQS, by the query protocol', 'sqs.py', 'requirements-2023.txt');
await describeChecks('boto3 with STS', 'sts.py');
