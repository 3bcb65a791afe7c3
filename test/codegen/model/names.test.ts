import { describe, expect, it } from 'vitest';
import type { AstShape } from '../../../codegen/model/ast.js';
import { camelCase, kebabCase, pascalCase, settleNames } from '../../../codegen/model/names.js';

const structure: AstShape = { type: 'structure', members: {} };

function names(
  shapes: Readonly<Record<string, AstShape>>,
  extra: { rename?: Record<string, string>; aliases?: Record<string, string> } = {},
) {
  const settled = settleNames({
    serviceId: 'com.example.post#PostOffice',
    serviceName: 'post-office',
    rename: extra.rename ?? {},
    shapes: new Map(Object.entries(shapes)),
    aliases: new Map(Object.entries(extra.aliases ?? {})),
  });
  return Object.fromEntries(settled);
}

describe('settleNames', () => {
  it('keeps the names of a model without collisions', () => {
    expect(names({ 'com.example.post#Letter': structure, 'smithy.api#String': { type: 'string' } })).toEqual({
      'com.example.post#Letter': 'Letter',
      'smithy.api#String': 'String',
    });
  });

  it('puts the service before a type that would hide one of TypeScript', () => {
    const shapes = {
      'com.example.post#Map': structure,
      'com.example.post#Promise': { type: 'union' },
      'com.example.post#Error': { type: 'enum' },
    };
    expect(Object.values(names(shapes))).toEqual(['PostOfficeError', 'PostOfficeMap', 'PostOfficePromise']);
  });

  it('leaves shapes alone that have no type of their own', () => {
    expect(names({ 'com.example.post#Date': { type: 'timestamp' } })).toEqual({ 'com.example.post#Date': 'Date' });
  });

  it('gives a name to the service first, then to the prelude, then to other namespaces in alphabetic order', () => {
    const string = { type: 'string' };
    expect(
      names({ 'com.b#String': string, 'com.a#String': string, 'smithy.api#String': string, 'com.example.post#String': string }),
    ).toEqual({
      'com.example.post#String': 'String',
      'smithy.api#String': 'ApiString',
      'com.a#String': 'AString',
      'com.b#String': 'BString',
    });
  });

  it('counts when the namespace does not tell shapes apart', () => {
    expect(names({ 'x.a#Letter': structure, 'y.a#Letter': structure, 'z.a#Letter': structure })).toEqual({
      'x.a#Letter': 'Letter',
      'y.a#Letter': 'ALetter',
      'z.a#Letter': 'Letter2',
    });
  });

  it('takes the names that the service itself gives', () => {
    const shapes = { 'com.example.post#Letter': structure, 'com.example.post.old#Letter': structure };
    expect(names(shapes, { rename: { 'com.example.post.old#Letter': 'OldLetter' } })).toMatchObject({
      'com.example.post.old#Letter': 'OldLetter',
    });
  });

  it("keeps an operation's input name for its input", () => {
    const shapes = {
      'com.example.post#SendInput': structure,
      'com.example.post#SendRequest': structure,
      'com.example.post#SendOutput': structure,
    };
    const aliases = { SendInput: 'com.example.post#SendRequest', SendOutput: 'com.example.post#SendOutput' };
    expect(names(shapes, { aliases })).toEqual({
      'com.example.post#SendInput': 'SendInputShape',
      'com.example.post#SendRequest': 'SendRequest',
      'com.example.post#SendOutput': 'SendOutput',
    });
  });

  it('does not depend on the order of the shapes', () => {
    const ids = ['com.b#Letter', 'com.a#Letter', 'com.example.post#Letter', 'smithy.api#Letter'];
    const forwards = names(Object.fromEntries(ids.map((id) => [id, structure])));
    const backwards = names(Object.fromEntries(ids.reverse().map((id) => [id, structure])));
    expect(backwards).toEqual(forwards);
  });
});

describe('cases', () => {
  it('turns the names of services and operations into those of files, types and members', () => {
    expect(pascalCase('dynamodb-streams')).toBe('DynamodbStreams');
    expect(camelCase('dynamodb-streams')).toBe('dynamodbStreams');
    expect(camelCase('GetItem')).toBe('getItem');
    expect(kebabCase('Rest Json Protocol')).toBe('rest-json-protocol');
  });
});
