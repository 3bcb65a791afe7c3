/** Metadata tables: what a bucket says of the tables that S3 is to keep about its objects. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import {
  createMetadataConfiguration,
  deleteMetadataConfiguration,
  getMetadataConfiguration,
  updateAnnotationTable,
  updateInventoryTable,
  updateJournalTable,
} from './metadata-configuration.js';
import { createMetadataTable, deleteMetadataTable, getMetadataTable } from './metadata-table.js';

type MetadataOperations = Pick<
  S3Operations,
  | 'createBucketMetadataConfiguration'
  | 'createBucketMetadataTableConfiguration'
  | 'deleteBucketMetadataConfiguration'
  | 'deleteBucketMetadataTableConfiguration'
  | 'getBucketMetadataConfiguration'
  | 'getBucketMetadataTableConfiguration'
  | 'updateBucketMetadataAnnotationTableConfiguration'
  | 'updateBucketMetadataInventoryTableConfiguration'
  | 'updateBucketMetadataJournalTableConfiguration'
>;

export const metadataTableOperations = (storage: Storage): MetadataOperations => ({
  createBucketMetadataConfiguration: withBodyDigests(storage, (input, ctx) => createMetadataConfiguration(storage, input, ctx)),
  deleteBucketMetadataConfiguration: (input) => deleteMetadataConfiguration(storage, input),
  getBucketMetadataConfiguration: (input) => getMetadataConfiguration(storage, input),
  updateBucketMetadataAnnotationTableConfiguration: withBodyDigests(storage, (input) => updateAnnotationTable(storage, input)),
  updateBucketMetadataInventoryTableConfiguration: withBodyDigests(storage, (input) => updateInventoryTable(storage, input)),
  updateBucketMetadataJournalTableConfiguration: withBodyDigests(storage, (input) => updateJournalTable(storage, input)),

  createBucketMetadataTableConfiguration: withBodyDigests(storage, (input) => createMetadataTable(storage, input)),
  deleteBucketMetadataTableConfiguration: (input) => deleteMetadataTable(storage, input),
  getBucketMetadataTableConfiguration: (input) => getMetadataTable(storage, input),
});
