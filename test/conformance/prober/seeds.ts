/**
 * Minimal inputs that the model alone can't make: members that depend on each other, and values whose form no pattern tells.
 * They are merged into the generated ones.
 */
import type { Members } from './samples.js';

const arn = 'arn:aws:iam::123456789012:role/test';
const queue = 'arn:aws:sqs:us-east-1:000000000000:queue';
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/table';
const backup = `${table}/backup/01489602797149-73d8d5bc`;
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const statement = `DELETE FROM "table" WHERE id='a'`;
const credential = { Version: '2012-10-17', Statement: [] };

export const seeds: Readonly<Record<string, Readonly<Record<string, Members>>>> = {
  dynamodb: {
    // Every key attribute is defined, and nothing else is.
    CreateTable: {
      TableName: 'table',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
    BatchGetItem: { RequestItems: { table: { Keys: [{ id: { S: 'a' } }] } } },
    BatchWriteItem: { RequestItems: { table: [{ PutRequest: { Item: { id: { S: 'a' } } } }] } },
    DeleteBackup: { BackupArn: backup },
    CreateGlobalTable: { ReplicationGroup: [{ RegionName: 'us-east-1' }] },
    UpdateGlobalTable: { ReplicaUpdates: [{ Create: { RegionName: 'us-east-1' } }] },
    DescribeBackup: { BackupArn: backup },
    RestoreTableToPointInTime: { SourceTableName: 'table', UseLatestRestorableTime: true },
    RestoreTableFromBackup: { BackupArn: backup },
    BatchExecuteStatement: { Statements: [{ Statement: statement }] },
    ExecuteStatement: { Statement: statement },
    ExecuteTransaction: { TransactStatements: [{ Statement: statement }] },
    DeleteItem: { Key: { id: { S: 'a' } } },
    GetItem: { Key: { id: { S: 'a' } } },
    ExportTableToPointInTime: { TableArn: table, S3Bucket: 'bucket' },
    DescribeExport: { ExportArn: `${table}/export/01695353076000-06e2188f` },
    ListExports: { TableArn: table },
    ImportTable: {
      S3BucketSource: { S3Bucket: 'bucket' },
      InputFormat: 'DYNAMODB_JSON',
      TableCreationParameters: {
        TableName: 'table',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    DescribeImport: { ImportArn: `${table}/import/01695353076000-06e2188f` },
    ListImports: { TableArn: table },
    ListTagsOfResource: { ResourceArn: table },
    DeleteResourcePolicy: { ResourceArn: table },
    GetResourcePolicy: { ResourceArn: table },
    PutResourcePolicy: { ResourceArn: table, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }) },
    TagResource: { ResourceArn: table },
    UntagResource: { ResourceArn: table },
    TransactWriteItems: { TransactItems: [{ Put: { TableName: 'table', Item: { id: { S: 'a' } } } }] },
    PutItem: { Item: { id: { S: 'a' } } },
    UpdateKinesisStreamingDestination: { UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' } },
    UpdateTable: { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
    Query: { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: 'a' } } },
  },
  'dynamodb-streams': {
    // Of a stream that is no more.
    GetRecords: {
      ShardIterator: `${table}/stream/2026-01-01T00:00:00.000|1|c2hhcmRJZC0wMDAwMDAwMDAwMDAwMDAwMDAwMS0wMDAwMDAwMHwwMDAwMDAwMDAwMDAwMDAxfDAwMDAwMDAwMDAwMDAwMDA=`,
    },
  },
  s3: {
    ...Object.fromEntries(
      [
        'CreateBucket',
        'DeleteBucket',
        'DeleteObject',
        'GetBucketLocation',
        'GetObject',
        'HeadBucket',
        'HeadObject',
        'ListObjects',
        'ListObjectsV2',
        'PutObject',
      ].map((name) => [name, { Bucket: `sample-${name.toLowerCase()}` }]),
    ),
    // The model asks for no status, AWS does.
    PutObjectLegalHold: { Bucket: 'sample-legal-hold', LegalHold: { Status: 'ON' } },
  },
  sns: {
    ...Object.fromEntries(
      [
        'AddPermission',
        'ConfirmSubscription',
        'DeleteTopic',
        'GetTopicAttributes',
        'ListSubscriptionsByTopic',
        'Publish',
        'PublishBatch',
        'RemovePermission',
        'SetTopicAttributes',
        'Subscribe',
      ].map((name) => [name, { TopicArn: topic }]),
    ),
    ...Object.fromEntries(
      ['GetDataProtectionPolicy', 'ListTagsForResource', 'PutDataProtectionPolicy', 'TagResource', 'UntagResource'].map((name) => [
        name,
        { ResourceArn: topic },
      ]),
    ),
    ...Object.fromEntries(
      ['GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe'].map((name) => [
        name,
        { SubscriptionArn: `${topic}:01234567-89ab-cdef-0123-456789abcdef` },
      ]),
    ),
    CreatePlatformApplication: { Platform: 'GCM', Attributes: { PlatformCredential: 'key' } },
    ...Object.fromEntries(
      [
        'CreatePlatformEndpoint',
        'DeletePlatformApplication',
        'GetPlatformApplicationAttributes',
        'ListEndpointsByPlatformApplication',
        'SetPlatformApplicationAttributes',
      ].map((name) => [name, { PlatformApplicationArn: 'arn:aws:sns:us-east-1:000000000000:app/GCM/app' }]),
    ),
    ...Object.fromEntries(
      ['DeleteEndpoint', 'GetEndpointAttributes', 'SetEndpointAttributes'].map((name) => [
        name,
        { EndpointArn: 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/app/01234567-89ab-cdef-0123-456789abcdef' },
      ]),
    ),
    ...Object.fromEntries(['CheckIfPhoneNumberIsOptedOut', 'OptInPhoneNumber'].map((name) => [name, { phoneNumber: '+14155550100' }])),
    ...Object.fromEntries(
      ['CreateSMSSandboxPhoneNumber', 'DeleteSMSSandboxPhoneNumber', 'VerifySMSSandboxPhoneNumber'].map((name) => [
        name,
        { PhoneNumber: '+14155550100' },
      ]),
    ),
    SetSMSAttributes: { attributes: { MonthlySpendLimit: '1' } },
  },
  sqs: {
    CancelMessageMoveTask: { TaskHandle: btoa(JSON.stringify({ taskId: '1', sourceArn: queue })) },
    ListMessageMoveTasks: { SourceArn: queue },
    StartMessageMoveTask: { SourceArn: queue },
  },
  sts: {
    AssumeRole: { RoleArn: arn, RoleSessionName: 'session' },
    AssumeRoleWithSAML: { RoleArn: arn, PrincipalArn: 'arn:aws:iam::123456789012:saml-provider/test' },
    AssumeRoleWithWebIdentity: { RoleArn: arn, RoleSessionName: 'session' },
    AssumeRoot: {
      TargetPrincipal: '123456789012',
      TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
    },
    DecodeAuthorizationMessage: { EncodedMessage: Buffer.from(JSON.stringify(credential)).toString('base64') },
    GetWebIdentityToken: { SigningAlgorithm: 'RS256' },
    GetAccessKeyInfo: { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  },
};
