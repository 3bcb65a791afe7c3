/** The attributes that global tables of version 2017.11.29 put into items. */

import type { StoredItem } from '../storage.js';
import { type Attributes, attributesSize } from '../values/attribute-value.js';

const DELETING = 'aws:rep:deleting';
const UPDATE_TIME = 'aws:rep:updatetime';
const UPDATE_REGION = 'aws:rep:updateregion';

/** @param at ms since the epoch. */
export const stampItem = (item: StoredItem, at: number, region: string): StoredItem => stamped(item, at, region, false);

/** AWS marks the copies of a deleted item before it removes them. */
export const stampDeleting = (item: StoredItem, at: number, region: string): StoredItem => stamped(item, at, region, true);

function stamped({ attributes: before }: StoredItem, at: number, region: string, isDeleting: boolean): StoredItem {
  const names = new Set([DELETING, UPDATE_TIME, UPDATE_REGION]);
  // Not by spreading: an attribute may be called __proto__.
  const attributes: Attributes = Object.fromEntries([
    ...Object.entries(before).filter(([name]) => !names.has(name)),
    [DELETING, { BOOL: isDeleting }],
    [UPDATE_TIME, { N: String(at / 1000) }],
    [UPDATE_REGION, { S: region }],
  ]);
  return { attributes, size: attributesSize(attributes) };
}
