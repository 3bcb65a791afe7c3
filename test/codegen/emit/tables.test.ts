import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routesOf } from '../../../codegen/emit/routes.js';
import { descriptor, shapeTable } from '../../../codegen/emit/tables.js';
import { type Cover, loadModels } from '../../../codegen/model/load.js';
import type { ServiceModel } from '../../../codegen/model/service-model.js';
import type { OperationDescriptor, Route } from '../../../src/contract/operation.js';
import { root } from './scratch.js';

function model(name: string, cover: Cover = 'all'): ServiceModel {
  const [only] = loadModels(join(root, 'models', `${name}.json`), { cover });
  if (!only) throw new Error(`No model ${name}`);
  return only;
}

function describeOperation(service: ServiceModel, name: string): OperationDescriptor {
  const operation = service.operations.find((each) => each.name === name);
  if (!operation) throw new Error(`No operation ${name}`);
  return descriptor(service, operation);
}

const route = (service: ServiceModel, operation: string): Route | undefined =>
  routesOf(service).find((each) => each.operation === operation);

describe('shape table', () => {
  it('holds what the covered operations reach and nothing else', () => {
    const shapes = shapeTable(model('dynamodb', ['GetItem']));
    expect(shapes).toHaveProperty('GetItemInput');
    expect(shapes).toHaveProperty('ResourceNotFoundException');
    expect(shapes).not.toHaveProperty('PutItemInput');
    expect(shapes).not.toHaveProperty('ConditionalCheckFailedException');
    const targets = JSON.stringify(shapes).matchAll(/"shape":"([^"]+)"/g);
    for (const [, target] of targets) expect(shapes).toHaveProperty(target ?? '');
  });

  it('lets AttributeValue lead back to itself through lists and maps', () => {
    const shapes = shapeTable(model('dynamodb', ['GetItem']));
    expect(shapes.AttributeValue).toMatchObject({
      type: 'union',
      members: { L: { shape: 'ListAttributeValue' }, M: { shape: 'MapAttributeValue' } },
    });
    expect(shapes.ListAttributeValue).toEqual({ type: 'list', member: { shape: 'AttributeValue' } });
    expect(shapes.MapAttributeValue).toMatchObject({ type: 'map', value: { shape: 'AttributeValue' } });
  });

  it('gives the members of S3 their bindings', () => {
    const shapes = shapeTable(model('s3'));
    expect(shapes.GetObjectRequest).toMatchObject({
      members: {
        Bucket: { httpLabel: true, required: true },
        Range: { httpHeader: 'Range' },
        PartNumber: { httpQuery: 'partNumber' },
        ResponseExpires: { httpQuery: 'response-expires', timestampFormat: 'http-date' },
      },
    });
    expect(shapes.GetObjectOutput).toMatchObject({
      members: { Body: { httpPayload: true }, Metadata: { httpPrefixHeaders: 'x-amz-meta-' } },
    });
    expect(shapes.ListObjectsV2Output).toMatchObject({
      xmlName: 'ListBucketResult',
      members: { Contents: { shape: 'ObjectList', xmlFlattened: true }, CommonPrefixes: { xmlFlattened: true } },
    });
    expect(shapes.StreamingBlob).toEqual({ type: 'blob', streaming: true });
    expect(shapes.SelectObjectContentEventStream).toMatchObject({ type: 'union', streaming: true });
  });

  it('keeps the name that S3 gives a shape whose key it cannot be', () => {
    const shapes = shapeTable(model('s3'));
    expect(shapes.S3Object).toMatchObject({ type: 'structure', name: 'Object' });
    expect(shapes.S3Error).toMatchObject({ type: 'structure', name: 'Error' });
    expect(shapes.ObjectList).toMatchObject({ member: { shape: 'S3Object' } });
  });

  it('knows the status and the query code of errors', () => {
    expect(shapeTable(model('sqs')).QueueDoesNotExist).toMatchObject({
      error: {
        fault: 'client',
        httpStatus: 400,
        name: 'QueueDoesNotExist',
        id: 'com.amazonaws.sqs#QueueDoesNotExist',
        query: { code: 'AWS.SimpleQueueService.NonExistentQueue', httpStatus: 400 },
      },
    });
    expect(shapeTable(model('dynamodb')).InternalServerError).toMatchObject({ error: { fault: 'server', httpStatus: 500 } });
  });
});

describe('operation descriptors', () => {
  it('say what streams', () => {
    const s3 = model('s3');
    expect(describeOperation(s3, 'PutObject')).toMatchObject({
      inputStream: { member: 'Body', kind: 'blob' },
      checksum: { algorithmMember: 'ChecksumAlgorithm' },
      http: { method: 'PUT', code: 200 },
    });
    expect(describeOperation(s3, 'GetObject')).toMatchObject({
      outputStream: { member: 'Body', kind: 'blob' },
      checksum: { validationModeMember: 'ChecksumMode' },
    });
    expect(describeOperation(s3, 'SelectObjectContent')).toMatchObject({ outputStream: { member: 'Payload', kind: 'events' } });
    expect(describeOperation(model('lambda'), 'InvokeWithResponseStream')).toMatchObject({
      outputStream: { member: 'EventStream', kind: 'events' },
    });
    expect(describeOperation(model('kinesis'), 'SubscribeToShard')).toMatchObject({
      outputStream: { member: 'EventStream', kind: 'events' },
    });
    expect(describeOperation(model('logs'), 'StartLiveTail')).toMatchObject({ outputStream: { member: 'responseStream', kind: 'events' } });
  });

  it('say which operations of S3 have no wrapper element and which require a checksum', () => {
    const s3 = model('s3');
    expect(describeOperation(s3, 'GetBucketLocation').unwrappedXmlOutput).toBe(true);
    expect(describeOperation(s3, 'GetObject').unwrappedXmlOutput).toBeUndefined();
    expect(describeOperation(s3, 'DeleteObjects').checksum).toEqual({ algorithmMember: 'ChecksumAlgorithm', required: true });
  });

  it('mark operations without input or output', () => {
    expect(describeOperation(model('s3'), 'DeleteBucket')).toMatchObject({ output: 'Unit', unitOutput: true, http: { code: 204 } });
    expect(describeOperation(model('s3'), 'DeleteBucket').unitInput).toBeUndefined();
  });

  it('have an HTTP binding in REST services only', () => {
    expect(describeOperation(model('dynamodb'), 'GetItem').http).toBeUndefined();
    expect(describeOperation(model('lambda'), 'Invoke').http).toMatchObject({
      method: 'POST',
      uri: '/2015-03-31/functions/{FunctionName}/invocations',
    });
  });
});

describe('routes', () => {
  it('name every operation, covered or not', () => {
    const routes = routesOf(model('dynamodb', ['GetItem']));
    expect(routes.filter((each) => each.covered)).toEqual([{ operation: 'GetItem', covered: true }]);
    expect(routes).toContainEqual({ operation: 'ExecuteTransaction', covered: false });
  });

  it('tell operations on one path apart by query literals and required members', () => {
    const s3 = model('s3', []);
    const object = { covered: false, path: '/{Bucket}/{Key+}' };
    expect(route(s3, 'PutObject')).toEqual({ ...object, operation: 'PutObject', method: 'PUT' });
    expect(route(s3, 'CopyObject')).toEqual({ ...object, operation: 'CopyObject', method: 'PUT', requiredHeaders: ['x-amz-copy-source'] });
    expect(route(s3, 'UploadPart')).toEqual({
      ...object,
      operation: 'UploadPart',
      method: 'PUT',
      requiredQuery: ['partNumber', 'uploadId'],
    });
    expect(route(s3, 'CreateMultipartUpload')).toEqual({
      ...object,
      operation: 'CreateMultipartUpload',
      method: 'POST',
      query: { uploads: '' },
    });
    expect(route(s3, 'ListObjectsV2')).toMatchObject({ path: '/{Bucket}', query: { 'list-type': '2' } });
  });

  it('put deprecated operations behind those that took their URI over', () => {
    const lifecycle = routesOf(model('s3', [])).filter((each) => each.method === 'GET' && each.query?.lifecycle === '');
    expect(lifecycle.map((each) => each.operation)).toEqual(['GetBucketLifecycleConfiguration', 'GetBucketLifecycle']);
  });
});
