/** Copies the members and traits of mixins into the shapes that use them, as Smithy's own flattening does. */
import type { Ast, AstMember, AstShape, Traits } from './ast.js';

/** An AST without mixins; the same one when there are none. */
export function flattenMixins(ast: Ast): Ast {
  if (!Object.values(ast.shapes).some((shape) => shape.mixins)) return ast;
  const shapes = Object.entries(ast.shapes).map(([id, shape]): [string, AstShape] => [id, flattened(ast, shape)]);
  return { ...ast, shapes: Object.fromEntries(shapes) };
}

function flattened(ast: Ast, shape: AstShape): AstShape {
  if (!shape.mixins) return shape;
  let members: Readonly<Record<string, AstMember>> = {};
  let traits: Traits = {};
  for (const { target } of shape.mixins) {
    const source = ast.shapes[target];
    if (!source) throw new Error(`The model has no mixin ${target}`);
    const mixin = flattened(ast, source);
    members = { ...members, ...mixin.members };
    traits = { ...traits, ...inherited(mixin.traits ?? {}) };
  }
  const own = Object.entries(shape.members ?? {}).map(([name, member]): [string, AstMember] => {
    const mixed = members[name];
    return [name, mixed ? { ...member, traits: { ...mixed.traits, ...member.traits } } : member];
  });
  const { mixins: _, ...rest } = shape;
  const hasMembers = shape.members !== undefined || Object.keys(members).length > 0;
  return { ...rest, traits: { ...traits, ...shape.traits }, ...(hasMembers && { members: { ...members, ...Object.fromEntries(own) } }) };
}

/** The mixin trait stays where it is, with the traits that it calls local. */
function inherited(traits: Traits): Traits {
  // The trait's definition: localTraits is a list of trait ids.
  const { localTraits = [] } = (traits['smithy.api#mixin'] ?? {}) as { readonly localTraits?: readonly string[] };
  const local = new Set(['smithy.api#mixin', ...localTraits]);
  return Object.fromEntries(Object.entries(traits).filter(([id]) => !local.has(id)));
}
