import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ast } from '../../../codegen/model/ast.js';
import { loadModels } from '../../../codegen/model/load.js';
import { readServices } from '../../../codegen/model/read-services.js';
import { closureOf, type ServiceModel, shapeOf, traitOf } from '../../../codegen/model/service-model.js';
import { root } from '../emit/scratch.js';

function model(name: string): ServiceModel {
  const [only] = loadModels(join(root, 'models', `${name}.json`), { cover: 'all' });
  if (!only) throw new Error(`No model ${name}`);
  return only;
}

function read(shapes: Ast['shapes']): ServiceModel {
  const service = { type: 'service', version: '1', traits: { 'aws.protocols#awsJson1_1': {} }, ...shapes['x#Post'] };
  const [only] = readServices(
    { smithy: '2.0', shapes: { ...shapes, 'x#Post': service } },
    { source: 'test', name: 'post', covers: () => true },
  );
  if (!only) throw new Error('No service');
  return only;
}

describe('facts of services', () => {
  it('are what requests show', () => {
    expect(model('dynamodb').facts).toMatchObject({
      name: 'dynamodb',
      sdkId: 'DynamoDB',
      signingName: 'dynamodb',
      endpointPrefix: 'dynamodb',
      targetPrefix: 'DynamoDB_20120810',
      apiVersion: '2012-08-10',
    });
    expect(model('dynamodb').facts.protocols).toContain('awsJson1_0');
    expect(model('dynamodb-streams').facts).toMatchObject({ signingName: 'dynamodb', targetPrefix: 'DynamoDBStreams_20120810' });
    expect(model('sts').facts).toMatchObject({
      protocols: ['awsQuery'],
      xmlNamespace: { uri: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    });
    expect(model('s3').facts).toMatchObject({ protocols: ['restXml'], noErrorWrapping: true });
    expect(model('apigatewayv2').facts).toMatchObject({ signingName: 'apigateway', protocols: ['restJson1'] });
  });

  it('keep awsQuery for old clients of a service that left it', () => {
    const { facts } = model('sqs');
    expect(facts.queryCompatible).toBe(true);
    expect(facts.protocols[0]).toBe('awsJson1_0');
    expect(facts.protocols).toContain('awsQuery');
  });
});

describe('operations', () => {
  it('are all those of the service, by name', () => {
    const names = model('sts').operations.map((operation) => operation.name);
    expect(names).toHaveLength(11);
    expect(names).toEqual([...names].sort());
  });

  it('of resources belong to the service', () => {
    const operations = read({
      'x#Post': { type: 'service', resources: [{ target: 'x#Box' }] },
      'x#Box': {
        type: 'resource',
        create: { target: 'x#CreateBox' },
        operations: [{ target: 'x#EmptyBox' }],
        resources: [{ target: 'x#Key' }],
      },
      'x#Key': { type: 'resource', collectionOperations: [{ target: 'x#CountKeys' }] },
      'x#CreateBox': { type: 'operation' },
      'x#EmptyBox': { type: 'operation' },
      'x#CountKeys': { type: 'operation' },
    }).operations;
    expect(operations.map((operation) => operation.name)).toEqual(['CountKeys', 'CreateBox', 'EmptyBox']);
    expect(operations[0]).toMatchObject({ input: 'Unit', output: 'Unit', unitInput: true, unitOutput: true });
  });

  it('are refused when the coverage names one that is not there', () => {
    expect(() => loadModels(join(root, 'models', 'sts.json'), { cover: ['AssumeRole', 'AssumeRoll'] })).toThrow('AssumeRoll');
  });
});

describe('shapes', () => {
  it('reach themselves through lists and maps', () => {
    const dynamodb = model('dynamodb');
    expect(closureOf(dynamodb, ['AttributeValue'])).toEqual(
      expect.arrayContaining(['AttributeValue', 'ListAttributeValue', 'MapAttributeValue', 'StringAttributeValue']),
    );
    expect(closureOf(dynamodb, ['AttributeValue'])).not.toContain('TableName');
  });

  it('give members the traits of their targets, their own first', () => {
    const post = read({
      'x#Post': { type: 'service', operations: [{ target: 'x#Send' }] },
      'x#Send': { type: 'operation', input: { target: 'x#Letter' } },
      'x#Letter': {
        type: 'structure',
        members: {
          short: { target: 'x#Text', traits: { 'smithy.api#length': { max: 1 } } },
          long: { target: 'x#Text' },
        },
      },
      'x#Text': { type: 'string', traits: { 'smithy.api#length': { max: 9 } } },
    });
    const lengths = [...shapeOf(post, 'Letter').members.values()].map((member) => traitOf(post, member, 'smithy.api#length'));
    expect(lengths).toEqual([{ max: 1 }, { max: 9 }]);
  });

  it('take over members and traits of mixins', () => {
    const post = read({
      'x#Post': { type: 'service', operations: [{ target: 'x#Send' }] },
      'x#Send': { type: 'operation', input: { target: 'x#Letter' } },
      'x#Tagged': {
        type: 'structure',
        members: { tag: { target: 'smithy.api#String' }, text: { target: 'smithy.api#String', traits: { 'smithy.api#jsonName': 't' } } },
        traits: { 'smithy.api#mixin': { localTraits: ['smithy.api#internal'] }, 'smithy.api#internal': {}, 'smithy.api#xmlName': 'L' },
      },
      'x#Letter': {
        type: 'structure',
        mixins: [{ target: 'x#Tagged' }],
        members: { text: { target: 'smithy.api#String', traits: { 'smithy.api#required': {} } }, to: { target: 'smithy.api#String' } },
      },
    });
    const letter = shapeOf(post, 'Letter');
    expect([...letter.members.keys()]).toEqual(['tag', 'text', 'to']);
    expect(letter.members.get('text')?.traits).toEqual({ 'smithy.api#jsonName': 't', 'smithy.api#required': {} });
    expect(letter.traits).toEqual({ 'smithy.api#xmlName': 'L' });
  });

  it('read the notation of Smithy 1 for enums and sets', () => {
    const post = read({
      'x#Post': { type: 'service', operations: [{ target: 'x#Send' }] },
      'x#Send': { type: 'operation', input: { target: 'x#Letter' } },
      'x#Letter': { type: 'structure', members: { colours: { target: 'x#Colours' } } },
      'x#Colours': { type: 'set', member: { target: 'x#Colour' } },
      'x#Colour': { type: 'string', traits: { 'smithy.api#enum': [{ value: 'red', name: 'RED' }, { value: 'blue' }] } },
    });
    expect(shapeOf(post, 'Colours')).toMatchObject({ type: 'list', traits: { 'smithy.api#uniqueItems': {} } });
    expect(shapeOf(post, 'Colour')).toMatchObject({ type: 'enum', values: ['red', 'blue'] });
  });

  it('are refused when one is missing', () => {
    expect(() => read({ 'x#Post': { type: 'service', operations: [{ target: 'x#Send' }] } })).toThrow('x#Send');
  });
});

describe('a model of several services', () => {
  it('gives each its own name', () => {
    const service = (sdkId: string) => ({ type: 'service', traits: { 'aws.protocols#restJson1': {}, 'aws.api#service': { sdkId } } });
    const shapes = { 'a#One': service('Post Office'), 'b#Two': service('Post-Office'), 'c#Three': service('S3') };
    const models = readServices({ smithy: '2.0', shapes }, { source: 'test', covers: () => true });
    expect(models.map((each) => [each.name, each.facts.targetPrefix])).toEqual([
      ['post-office', 'One'],
      ['post-office-2', 'Two'],
      ['s3', 'Three'],
    ]);
  });
});
