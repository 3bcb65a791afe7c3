/** What the converted models say where botocore's notation needs more than renaming. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Ast, AstMember, AstShape } from '../../../codegen/model/ast.js';

const models = new URL('../../../models/', import.meta.url);

function shapesOf(name: string): (local: string) => AstShape {
  const ast = JSON.parse(readFileSync(new URL(`${name}.json`, models), 'utf8')) as Ast;
  const byLocalName = new Map(Object.entries(ast.shapes).map(([id, shape]) => [id.slice(id.indexOf('#') + 1), shape]));
  return (local) => {
    const shape = byLocalName.get(local);
    if (!shape) throw new Error(`${name} has no ${local}`);
    return shape;
  };
}

const member = (shape: AstShape, name: string): AstMember => {
  const found = shape.members?.[name];
  if (!found) throw new Error(`no member ${name}`);
  return found;
};

describe('protocols', () => {
  test('CloudWatch speaks rpcv2Cbor, awsJson1.0 and awsQuery, and is compatible with awsQuery', () => {
    const traits = shapesOf('cloudwatch')('GraniteServiceVersion20100801').traits ?? {};
    expect(Object.keys(traits).filter((id) => id.includes('protocols#'))).toEqual([
      'aws.protocols#awsJson1_0',
      'aws.protocols#awsQuery',
      'aws.protocols#awsQueryCompatible',
      'smithy.protocols#rpcv2Cbor',
    ]);
  });

  test('Kinesis sends event streams over HTTP/2', () => {
    const traits = shapesOf('kinesis')('Kinesis_20131202').traits ?? {};
    expect(traits['aws.protocols#awsJson1_1']).toEqual({ http: ['http/1.1', 'h2'], eventStreamHttp: ['h2'] });
  });

  test('all requests of S3 are in the namespace of the service', () => {
    const s3 = shapesOf('s3');
    expect(s3('S3').traits?.['smithy.api#xmlNamespace']).toEqual({ uri: 'http://s3.amazonaws.com/doc/2006-03-01/' });
    expect(member(s3('PutBucketTaggingRequest'), 'Tagging').traits).not.toHaveProperty('smithy.api#xmlNamespace');
  });

  test('STS takes AssumeRoleWithWebIdentity unsigned', () => {
    const traits = shapesOf('sts')('AssumeRoleWithWebIdentity').traits ?? {};
    expect(traits).toMatchObject({ 'smithy.api#optionalAuth': {}, 'smithy.api#auth': [] });
  });
});

describe('bindings', () => {
  test("API Gateway's labels have the names of members, not of the wire", () => {
    const apigateway = shapesOf('apigateway');
    expect(apigateway('GetResource').traits?.['smithy.api#http']).toMatchObject({ uri: '/restapis/{restApiId}/resources/{resourceId}' });
    expect(member(apigateway('GetResourceRequest'), 'restApiId').traits).toMatchObject({ 'smithy.api#httpLabel': {} });
  });

  test("S3's user metadata is in headers with a prefix, and its body streams", () => {
    const s3 = shapesOf('s3');
    const input = s3('PutObjectRequest');
    expect(member(input, 'Metadata').traits?.['smithy.api#httpPrefixHeaders']).toBe('x-amz-meta-');
    expect(member(input, 'Body')).toEqual({ target: 'com.amazonaws.s3#StreamingBlob', traits: { 'smithy.api#httpPayload': {} } });
    expect(s3('StreamingBlob').traits).toEqual({ 'smithy.api#streaming': {} });
  });

  test('Lambda answers the status of an invocation as a member', () => {
    expect(member(shapesOf('lambda')('InvocationResponse'), 'StatusCode').traits).toEqual({ 'smithy.api#httpResponseCode': {} });
  });
});

describe('shapes', () => {
  test('an event stream is a streaming union, its payload marked', () => {
    const s3 = shapesOf('s3');
    const stream = s3('SelectObjectContentEventStream');
    expect(stream.type).toBe('union');
    expect(stream.traits).toEqual({ 'smithy.api#streaming': {} });
    expect(member(s3('RecordsEvent'), 'Payload').traits).toEqual({ 'smithy.api#eventPayload': {} });
  });

  test('a flattened list is flat where a structure holds it, its entries named there', () => {
    const s3 = shapesOf('s3');
    expect(member(s3('Delete'), 'Objects').traits).toMatchObject({ 'smithy.api#xmlFlattened': {}, 'smithy.api#xmlName': 'Object' });
    expect(s3('TagSet').member?.traits).toEqual({ 'smithy.api#xmlName': 'Tag' });
  });

  test("the grantee's type is an attribute in a namespace of its own", () => {
    const s3 = shapesOf('s3');
    expect(member(s3('Grantee'), 'Type').traits).toMatchObject({ 'smithy.api#xmlAttribute': {}, 'smithy.api#xmlName': 'xsi:type' });
    expect(member(s3('Grant'), 'Grantee').traits?.['smithy.api#xmlNamespace']).toEqual({
      uri: 'http://www.w3.org/2001/XMLSchema-instance',
      prefix: 'xsi',
    });
  });

  test('errors of a query service have their code and status', () => {
    expect(shapesOf('iam')('NoSuchEntityException').traits).toEqual({
      'aws.protocols#awsQueryError': { code: 'NoSuchEntity', httpResponseCode: 404 },
      'smithy.api#error': 'client',
      'smithy.api#httpError': 404,
    });
  });

  test('names differ by more than their case', () => {
    for (const name of Object.keys((JSON.parse(readFileSync(new URL('manifest.json', models), 'utf8')) as { services: object }).services)) {
      const ast = JSON.parse(readFileSync(new URL(`${name}.json`, models), 'utf8')) as Ast;
      const ids = Object.keys(ast.shapes).map((id) => id.toLowerCase());
      expect(ids.length, name).toBe(new Set(ids).size);
    }
  });
});
