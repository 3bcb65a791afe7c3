/**
 * S3: buckets and objects.
 *
 * Gaps:
 * - KMS isn't asked: a key that has the form of one is taken, and an alias is told as it was named, not as its key.
 * - Event holds of Object Lock, its token, and restores that query (Type, SelectParameters, OutputLocation) or have a Description are
 *   refused.
 * - Of objects of S3 Intelligent-Tiering only GetObject counts as access.
 * - Notification configurations for Lambda functions and EventBridge are refused by name while these aren't emulated. Of replication
 *   events tell only of failures, where a rule has metrics.
 * - Replication leaves alone what was there before its rule (ExistingObjectReplication is refused), tries nothing again that failed,
 *   and measures no time. Its token is refused.
 * - Analytics, request metrics and metadata tables are configured and given back, but nothing is measured, exported or filled.
 * - Inventories are lists in CSV: other formats and some optional fields are refused. Of S3 Intelligent-Tiering's tiers they know
 *   FREQUENT alone.
 * - Policies' principals needn't exist: users and roles are not looked up in IAM. Under --auth users and roles may do what their
 *   account may, within the policy of their session; managed policies of sessions are not looked up.
 * - Condition keys of networks, organizations and access points, and s3:TlsVersion, are in no request: policies that need them allow nothing.
 * - Public access can't be blocked for a whole account: that is an operation of S3 Control.
 * - Access logs tell of a copy and of a batch of deletes in one line.
 * - With attribute-based access control PutBucketTagging still sets tags; AWS leaves that to S3 Control's TagResource.
 * - MFA delete can't be switched on.
 * - There are no access points: their ARNs and aliases name no bucket, and copies from them and request metrics by them are refused.
 * - Buckets in an account's own namespace (BucketNamespace account-regional) are refused.
 * - Accounts have no quota of buckets, and no rate of requests is too high.
 * - Queries by SelectObjectContent over BZIP2 and Parquet are refused.
 * - CreateSession's own encryption parameters are refused; the bucket's default applies. So are tags of directory buckets.
 * - S3 Object Lambda has no access points here, so that WriteGetObjectResponse finds no read that waits for it.
 *
 * By design:
 * - Requests that name no region, neither by host nor by signature, reach every bucket, and so does GetBucketLocation.
 * - On hosts that name no service, a preflight is S3's where its path begins with a bucket that there is.
 * - Access logs are delivered a minute after their first request; AWS takes hours. Grants for them are refused where the target bucket
 *   has no ACLs.
 * - Redirects of websites keep the query.
 * - Without --auth every account may use every bucket: policies, ACLs and public access blocks are checked when they are put and
 *   given back, but refuse nobody. ListBuckets tells the owner's own.
 * - An owner's canonical id is derived from the account's number, and ACLs may name any id of that form.
 * - Delete markers belong to the bucket's owner, whoever made them.
 * - Buckets' policies may name their condition keys with every action, but those of listings.
 * - ConfirmRemoveSelfBucketAccess changes nothing: a root can always repair the policies of its account's buckets.
 * - Bytes lie as they came, whatever encrypts them in name; of SSE-C's keys a salted hash is kept, and HTTP without TLS will do.
 * - SSE-C may be used until a bucket blocks it; AWS now blocks it in new buckets.
 * - What a lifecycle's rules find due is done at midnight (UTC), from the one on after the rules or the objects changed.
 * - Notifications go out at once, and not again when their destination refuses them. Records have the versions 2.1, 2.2 and 2.3 and
 *   their members; AWS's documentation speaks of 2.5 by now. Those of annotations and retention periods, which are younger, have 2.5 and
 *   the members of tags' events.
 * - Without --auth queues and topics are notified whose policies don't let S3 in. FIFO ones, which AWS doesn't take, are refused in our
 *   own words.
 * - What falls under a replication rule is replicated as soon as the clock turns, whatever the configuration's role may do. A replica
 *   gets a version id of its own where its key has newer versions in the destination, and then doesn't follow its source's changes.
 * - Inventories are written at midnight (UTC), weekly ones on Sundays.
 * - Where it isn't known how AWS refuses a configuration, the words are our own: rules of one priority, days and minutes out of range,
 *   a second metadata configuration, an annotation's name and text.
 * - Restores take the shortest time that AWS gives for their tier.
 * - A version id is valid when this emulator gave it, to whatever key.
 * - If-Match of a delete that names a version is held against that version.
 * - Requests that write (PUT, POST, DELETE) are refused where their query names a part that has no such method, as on AWS; those that read
 *   are answered for the whole.
 * - Parts of an object count from one without gaps, whatever numbers they were uploaded with.
 * - To name a checksum algorithm is change enough for copying an object onto itself.
 * - SelectObjectContent is open to everybody; AWS closed it to new customers.
 * - A query reads columns of CSV as numbers, booleans or timestamps where they meet some, and tells of parsing in words of its own.
 * - A query's record ends with LF or CRLF where no record delimiter is given, and an empty line is no record.
 * - A scan range leaves the names of columns in the object's first row.
 * - ListObjectsV2 tells directory buckets by directories, which is one of the orders that AWS may choose.
 * - What directory buckets lack is refused as MethodNotAllowed or NotImplemented, in S3's own words where they are known.
 * - A session can be had for a directory bucket that isn't there yet: SDKs with an endpoint of their own ask for one first.
 * - The form and expiry of presigned URLs, and the policy of a form, are checked without --auth, too; only their signatures are not.
 * - GetBucketLifecycle, PutBucketLifecycle, GetBucketNotification and PutBucketNotification send the requests of the operations that
 *   replaced them, and are answered by these.
 */
import type { S3Operations } from '../../../generated/s3/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { accessOperations } from './access/operations.js';
import { annotationOperations } from './annotations/operations.js';
import { withAdmission } from './buckets/admission.js';
import { createBucket } from './buckets/create-bucket.js';
import { deleteBucket } from './buckets/delete-bucket.js';
import { getBucketLocation } from './buckets/get-bucket-location.js';
import { headBucket } from './buckets/head-bucket.js';
import { listBuckets } from './buckets/list-buckets.js';
import { webOperations } from './buckets/web-operations.js';
import { withBodyDigests } from './checksums/body-digests.js';
import { configurationOperations } from './configurations/operations.js';
import { createSession } from './directory-buckets/create-session.js';
import { listDirectoryBuckets } from './directory-buckets/list-directory-buckets.js';
import { renameObject } from './directory-buckets/rename-object.js';
import { withDirectoryRules } from './directory-buckets/rules.js';
import { encryptionOperations } from './encryption/operations.js';
import { inventoryOperations } from './inventory/operations.js';
import { startInventories } from './inventory/schedule.js';
import { deleteBucketLifecycle, getBucketLifecycleConfiguration, putBucketLifecycleConfiguration } from './lifecycle/bucket-lifecycle.js';
import { listObjects, listObjectsV2 } from './listing/list-objects.js';
import { lockOperations } from './lock/operations.js';
import { metadataTableOperations } from './metadata-tables/operations.js';
import { abortMultipartUpload } from './multipart/abort-multipart-upload.js';
import { completeMultipartUpload } from './multipart/complete-multipart-upload.js';
import { createMultipartUpload } from './multipart/create-multipart-upload.js';
import { listMultipartUploads } from './multipart/list-multipart-uploads.js';
import { listParts } from './multipart/list-parts.js';
import { uploadPart } from './multipart/upload-part.js';
import { uploadPartCopy } from './multipart/upload-part-copy.js';
import { startNotifications } from './notifications/notify.js';
import { notificationOperations } from './notifications/operations.js';
import { writeGetObjectResponse } from './object-lambda/write-get-object-response.js';
import { copyObject } from './objects/copy-object.js';
import { deleteObject } from './objects/delete-object.js';
import { deleteObjects } from './objects/delete-objects.js';
import { getObject, headObject } from './objects/get-object.js';
import { getObjectAttributes } from './objects/get-object-attributes.js';
import { getObjectTorrent } from './objects/get-object-torrent.js';
import { putObject } from './objects/put-object.js';
import { postObject } from './post/post-object.js';
import { replicationOperations } from './replication/operations.js';
import { startReplication } from './replication/replications.js';
import { restoreObject } from './restore/restore-object.js';
import { startTierChanges } from './restore/tier-changes.js';
import { selectObjectContent } from './select/select-object-content.js';
import { openStorage } from './storage.js';
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from './tagging/bucket-tagging.js';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging/object-tagging.js';
import { getBucketVersioning, putBucketVersioning } from './versions/bucket-versioning.js';
import { listObjectVersions } from './versions/list-object-versions.js';

export const create = (deps: ServiceDependencies): S3Operations => {
  const storage = openStorage(deps);
  startReplication(storage);
  startTierChanges(storage);
  const destinations = startNotifications(storage, deps.services);
  const operations: S3Operations = {
    createBucket: (input, ctx) => createBucket(storage, input, ctx),
    deleteBucket: (input) => deleteBucket(storage, input),
    getBucketLocation: (input) => getBucketLocation(storage, input),
    headBucket: (input, ctx) => headBucket(storage, input, ctx),
    listBuckets: (input, ctx) => listBuckets(storage, input, ctx),

    ...accessOperations(storage),
    ...annotationOperations(storage),
    ...webOperations(storage),
    ...configurationOperations(storage),
    ...encryptionOperations(storage),
    ...inventoryOperations(storage, startInventories(storage, deps.services)),
    ...lockOperations(storage),
    ...metadataTableOperations(storage),
    ...notificationOperations(storage, destinations),
    ...replicationOperations(storage),

    listObjects: (input) => listObjects(storage, input),
    listObjectsV2: (input) => listObjectsV2(storage, input),

    copyObject: (input, ctx) => copyObject(storage, input, ctx),
    deleteObject: (input, ctx) => deleteObject(storage, input, ctx),
    deleteObjects: withBodyDigests(storage, (input, ctx) => deleteObjects(storage, input, ctx), 'required'),
    getObject: (input, ctx) => getObject(storage, input, ctx),
    getObjectAttributes: (input) => getObjectAttributes(storage, input),
    headObject: (input, ctx) => headObject(storage, input, ctx),
    putObject: (input, ctx) => putObject(storage, input, ctx),

    abortMultipartUpload: (input) => abortMultipartUpload(storage, input),
    completeMultipartUpload: (input, ctx) => completeMultipartUpload(storage, input, ctx),
    createMultipartUpload: (input, ctx) => createMultipartUpload(storage, input, ctx),
    listMultipartUploads: (input) => listMultipartUploads(storage, input),
    listParts: (input) => listParts(storage, input),
    uploadPart: (input, ctx) => uploadPart(storage, input, ctx),
    uploadPartCopy: (input, ctx) => uploadPartCopy(storage, input, ctx),

    createSession: (input, ctx) => createSession(storage, deps, input, ctx),
    listDirectoryBuckets: (input, ctx) => listDirectoryBuckets(storage, input, ctx),
    renameObject: (input, ctx) => renameObject(storage, input, ctx),

    getObjectTorrent: (input) => getObjectTorrent(storage, input),
    writeGetObjectResponse: (input) => writeGetObjectResponse(input),
    postObject: (input, ctx) => postObject(storage, deps, input, ctx),
    selectObjectContent: (input, ctx) => selectObjectContent(storage, input, ctx),

    deleteBucketLifecycle: (input) => deleteBucketLifecycle(storage, input),
    getBucketLifecycleConfiguration: (input) => getBucketLifecycleConfiguration(storage, input),
    putBucketLifecycleConfiguration: withBodyDigests(storage, (input) => putBucketLifecycleConfiguration(storage, input)),
    restoreObject: withBodyDigests(storage, (input, ctx) => restoreObject(storage, input, ctx)),

    getBucketVersioning: (input) => getBucketVersioning(storage, input),
    listObjectVersions: (input) => listObjectVersions(storage, input),
    putBucketVersioning: withBodyDigests(storage, (input) => putBucketVersioning(storage, input)),

    deleteBucketTagging: (input) => deleteBucketTagging(storage, input),
    deleteObjectTagging: (input, ctx) => deleteObjectTagging(storage, input, ctx),
    getBucketTagging: (input) => getBucketTagging(storage, input),
    getObjectTagging: (input, ctx) => getObjectTagging(storage, input, ctx),
    putBucketTagging: withBodyDigests(storage, (input) => putBucketTagging(storage, input)),
    putObjectTagging: withBodyDigests(storage, (input, ctx) => putObjectTagging(storage, input, ctx)),
  };
  return withAdmission(storage, withDirectoryRules(storage, operations));
};
