/** Answers that AWS gave, word for word. */
import { describe, expect, it } from 'vitest';
import { refusal } from './checks.js';

interface Recorded {
  readonly says: string;
  readonly call: readonly [service: string, operation: string, input: Readonly<Record<string, unknown>>];
  readonly code: string;
  readonly message: string;
}

const account = '111111111111';
const arn = `arn:aws:lambda:us-east-1:${account}`;
const weights =
  'Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null';
const operations = '[add, remove, move, test, replace, copy]';
const one = '1 validation error detected: Value';
const failed = 'failed to satisfy constraint:';
const endpointTypes = `Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' ${failed} Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]`;
const addressType = `Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' ${failed} Member must satisfy enum value set: [ipv4, dualstack]`;
const op = (index: number): string =>
  `Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.${index}.member.op' ${failed} Member must satisfy enum value set: ${operations}`;
const methodResponse = { restApiId: 'a', resourceId: 'b', httpMethod: 'GET', statusCode: '200' };
const metric = { metricNamespace: 'namespace1', metricValue: '1' };

const recorded: readonly Recorded[] = [
  {
    says: 'a pattern must match the whole value: STS',
    call: ['sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${account}:role/test`, RoleSessionName: 'Session1:2' }],
    code: 'ValidationError',
    message: `${one} 'Session1:2' at 'roleSessionName' ${failed} Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  },
  {
    says: 'IAM leaves the value out',
    call: [
      'iam',
      'UpdateServiceSpecificCredential',
      { ServiceSpecificCredentialId: 'totally-wrong-credential-id-with-hyphens', Status: 'Active' },
    ],
    code: 'ValidationError',
    message: `${one} at 'serviceSpecificCredentialId' ${failed} Member must satisfy regular expression pattern: [\\w]+`,
  },
  {
    says: 'a missing member of SNS',
    call: ['sns', 'SetPlatformApplicationAttributes', { PlatformApplicationArn: 'arn' }],
    code: 'ValidationError',
    message: `${one} null at 'attributes' ${failed} Member must not be null`,
  },
  {
    says: 'a missing member in a map',
    call: ['sns', 'Publish', { Message: 'test', MessageAttributes: { attr1: { StringValue: 'x' } } }],
    code: 'ValidationError',
    message: `${one} null at 'messageAttributes.attr1.member.dataType' ${failed} Member must not be null`,
  },
  {
    says: 'a missing member in a map in a list',
    call: [
      'sns',
      'PublishBatch',
      { TopicArn: 'arn', PublishBatchRequestEntries: [{ Id: '1', Message: 'm', MessageAttributes: { attr1: {} } }] },
    ],
    code: 'ValidationError',
    message: `${one} null at 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType' ${failed} Member must not be null`,
  },
  {
    says: 'an enum of DynamoDB',
    call: [
      'dynamodb',
      'UpdateKinesisStreamingDestination',
      {
        TableName: 'table',
        StreamArn: 'arn:aws:kinesis:us-east-1:111111111111:stream/test',
        UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'SECOND' },
      },
    ],
    code: 'ValidationException',
    message: `${one} 'SECOND' at 'updateKinesisStreamingConfiguration.approximateCreationDateTimePrecision' ${failed} Member must satisfy enum value set: [MILLISECOND, MICROSECOND]`,
  },
  {
    says: 'a maximum of CloudWatch Logs, with its own code',
    call: ['logs', 'GetLogEvents', { logGroupName: 'group', logStreamName: 'stream', limit: 10001 }],
    code: 'InvalidParameterException',
    message: `${one} '10001' at 'limit' ${failed} Member must have value less than or equal to 10000`,
  },
  {
    says: 'an operation of CloudWatch Logs that lists ValidationException instead',
    call: ['logs', 'PutDeliveryDestination', { name: 'name', outputFormat: 'foobar' }],
    code: 'ValidationException',
    message: `${one} 'foobar' at 'outputFormat' ${failed} Member must satisfy enum value set: [w3c, raw, json, plain, parquet]`,
  },
  {
    says: 'a length of CloudWatch Logs',
    call: ['logs', 'DeleteMetricFilter', { logGroupName: 'group', filterName: 'X'.repeat(513) }],
    code: 'InvalidParameterException',
    message: `${one} '${'X'.repeat(513)}' at 'filterName' ${failed} Member must have length less than or equal to 512`,
  },
  {
    says: 'structures print with all of their members',
    call: [
      'logs',
      'PutMetricFilter',
      {
        logGroupName: 'group',
        filterName: 'filter',
        filterPattern: '',
        metricTransformations: [
          { metricName: 'metric1', ...metric },
          { metricName: 'metric2', ...metric, metricNamespace: 'namespace2' },
        ],
      },
    ],
    code: 'InvalidParameterException',
    message: `${one} '[MetricTransformation(metricName=metric1, metricNamespace=namespace1, metricValue=1, defaultValue=null, unit=null, dimensions=null), MetricTransformation(metricName=metric2, metricNamespace=namespace2, metricValue=1, defaultValue=null, unit=null, dimensions=null)]' at 'metricTransformations' ${failed} Member must have length less than or equal to 1`,
  },
  {
    says: 'an enum of Lambda',
    call: ['lambda', 'CreateFunctionUrlConfig', { FunctionName: 'fn', AuthType: 'NONE', InvokeMode: 'UNKNOWN' }],
    code: 'ValidationException',
    message: `${one} 'UNKNOWN' at 'invokeMode' ${failed} Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]`,
  },
  {
    says: 'an enum of event source mappings',
    call: ['lambda', 'CreateEventSourceMapping', { FunctionName: 'fn', StartingPosition: 'invalid' }],
    code: 'ValidationException',
    message: `${one} 'invalid' at 'startingPosition' ${failed} Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]`,
  },
  {
    says: 'a function name that is only partly right',
    call: ['lambda', 'CreateFunction', { FunctionName: 'invalid:function:name', Role: `arn:aws:iam::${account}:role/test`, Code: {} }],
    code: 'ValidationException',
    message: `${one} 'invalid:function:name' at 'functionName' ${failed} Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
  },
  {
    // The model has put brackets around the pattern since the answer was recorded.
    says: 'a list is named with all that its elements must satisfy',
    call: ['lambda', 'UpdateFunctionConfiguration', { FunctionName: 'fn', Layers: [`${arn}:layer:one`] }],
    code: 'ValidationException',
    message: `${one} '[${arn}:layer:one]' at 'layers' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ((arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)), Member must not be null]`,
  },
  {
    says: 'a map is named with all that its values must satisfy; doubles keep their point',
    call: ['lambda', 'UpdateAlias', { FunctionName: 'fn', Name: 'alias', RoutingConfig: { AdditionalVersionWeights: { 2: 2 } } }],
    code: 'ValidationException',
    message: `${one} '{2=2.0}' at 'routingConfig.additionalVersionWeights' ${failed} Map value must satisfy constraint: [${weights}]`,
  },
  {
    says: 'a map is named with all that its keys must satisfy',
    call: ['lambda', 'UpdateAlias', { FunctionName: 'fn', Name: 'alias', RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.5 } } }],
    code: 'ValidationException',
    message: `${one} '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' ${failed} Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]`,
  },
  {
    says: 'a statement id',
    call: ['lambda', 'AddPermission', { FunctionName: 'fn', StatementId: 'example.com', Action: 'lambda:InvokeFunction', Principal: '*' }],
    code: 'ValidationException',
    message: `${one} 'example.com' at 'statementId' ${failed} Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)`,
  },
  {
    says: 'a qualifier of a permission',
    call: [
      'lambda',
      'AddPermission',
      { FunctionName: 'fn', StatementId: 's', Action: 'lambda:InvokeFunction', Principal: '*', Qualifier: 'invalid-qualifier-with-?-char' },
    ],
    code: 'ValidationException',
    message: `${one} 'invalid-qualifier-with-?-char' at 'qualifier' ${failed} Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`,
  },
  {
    says: 'a minimum of Lambda',
    call: ['lambda', 'PutProvisionedConcurrencyConfig', { FunctionName: 'fn', Qualifier: '1', ProvisionedConcurrentExecutions: 0 }],
    code: 'ValidationException',
    message: `${one} '0' at 'provisionedConcurrentExecutions' ${failed} Member must have value greater than or equal to 1`,
  },
  {
    says: 'a list that the query string leaves empty',
    call: ['lambda', 'UntagResource', { Resource: `${arn}:function:fn` }],
    code: 'ValidationException',
    message: `${one} null at 'tagKeys' ${failed} Member must not be null`,
  },
  {
    says: "a function URL's qualifier, whose pattern brings its own anchors",
    call: ['lambda', 'CreateFunctionUrlConfig', { FunctionName: 'fn', AuthType: 'NONE', Qualifier: '1' }],
    code: 'ValidationException',
    message: `${one} '1' at 'qualifier' ${failed} Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`,
  },
  {
    says: 'a destination',
    call: [
      'lambda',
      'PutFunctionEventInvokeConfig',
      { FunctionName: 'fn', DestinationConfig: { OnFailure: { Destination: 'arn:aws:_-/!lambda' } } },
    ],
    code: 'ValidationException',
    message: `${one} 'arn:aws:_-/!lambda' at 'destinationConfig.onFailure.destination' ${failed} Member must satisfy regular expression pattern: $|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)`,
  },
  {
    says: 'API Gateway names the input in paths into the body',
    call: ['apigateway', 'CreateRestApi', { name: 'api', endpointConfiguration: { types: ['wrong'] } }],
    code: 'ValidationException',
    message: `1 validation error detected: ${endpointTypes}`,
  },
  {
    says: "two violations are counted, in the order of the model's members",
    call: ['apigateway', 'CreateRestApi', { name: 'api', endpointConfiguration: { ipAddressType: 'wrong', types: ['wrong'] } }],
    code: 'ValidationException',
    message: `2 validation errors detected: ${endpointTypes}; ${addressType}`,
  },
  {
    says: 'elements of a list are numbered from 1',
    call: [
      'apigateway',
      'UpdateMethodResponse',
      { ...methodResponse, patchOperations: [{ op: 'wrong_op' }, { op: 'add' }, { op: 'wrong_op' }] },
    ],
    code: 'ValidationException',
    message: `2 validation errors detected: ${op(1)}; ${op(3)}`,
  },
  {
    says: 'API Gateway names a path label alone',
    call: ['apigateway', 'GetGatewayResponse', { restApiId: 'api', responseType: 'FAKE_RESPONSE_TYPE' }],
    code: 'ValidationException',
    message: `${one} 'FAKE_RESPONSE_TYPE' at 'responseType' ${failed} Member must satisfy enum value set: [REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, BAD_REQUEST_BODY, INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, INTEGRATION_TIMEOUT, ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN]`,
  },
  {
    says: 'an enum of twelve values',
    call: ['apigateway', 'CreateDocumentationPart', { restApiId: 'api', location: { type: 'INVALID' }, properties: '{}' }],
    code: 'ValidationException',
    message: `${one} 'INVALID' at 'createDocumentationPartInput.location.type' ${failed} Member must satisfy enum value set: [RESPONSE_BODY, RESPONSE, METHOD, MODEL, AUTHORIZER, RESPONSE_HEADER, RESOURCE, PATH_PARAMETER, REQUEST_BODY, QUERY_PARAMETER, API, REQUEST_HEADER]`,
  },
];

describe("AWS's answers to inputs that violate its models", () => {
  it.each(recorded)('$says', async ({ call: [service, operation, input], code, message }) => {
    expect(await refusal(service, operation, input)).toMatchObject({ code, message, status: 400 });
  });
});
