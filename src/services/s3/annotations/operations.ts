/** The operations on annotations. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import type { Storage } from '../storage.js';
import { deleteObjectAnnotation, getObjectAnnotation, listObjectAnnotations, putObjectAnnotation } from './object-annotations.js';

type AnnotationOperations = Pick<
  S3Operations,
  'deleteObjectAnnotation' | 'getObjectAnnotation' | 'listObjectAnnotations' | 'putObjectAnnotation'
>;

export const annotationOperations = (storage: Storage): AnnotationOperations => ({
  deleteObjectAnnotation: (input, ctx) => deleteObjectAnnotation(storage, input, ctx),
  getObjectAnnotation: (input, ctx) => getObjectAnnotation(storage, input, ctx),
  listObjectAnnotations: (input, ctx) => listObjectAnnotations(storage, input, ctx),
  putObjectAnnotation: (input, ctx) => putObjectAnnotation(storage, input, ctx),
});
