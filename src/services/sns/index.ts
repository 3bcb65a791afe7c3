/**
 * SNS: topics, and messages that go from them to whoever subscribed.
 *
 * Gaps:
 * - Delivery status isn't logged: the roles for it are kept and given back. So is TracingConfig; nothing is traced.
 * - KMS isn't asked: KmsMasterKeyId is kept and given back, and messages are as readable without.
 * - Data protection policies are kept and given back; nothing is audited, masked or denied.
 * - Functions and delivery streams can be subscribed where their services are emulated.
 * - An endpoint that the topic's owner unsubscribed can be subscribed again at once; on AWS other accounts' ones are kept out for 72 hours.
 * - Accounts have no quota of topics, and no rate of requests is too high.
 * - No origination numbers are emulated: ListOriginationNumbers has none. SMS attributes are kept and given back; nothing is spent, and no
 *   usage report is written. A number can be opted in more often than once in 30 days, MaxPrice holds nothing back, and verification codes
 *   come in English whatever the LanguageCode.
 * - In a delivery policy, sicklyRetryPolicy is dropped and guaranteed changes nothing.
 *
 * By design:
 * - Publish answers when every queue has the message. A message for a queue that isn't there, or that refuses SNS, goes to the
 *   subscription's dead-letter queue at once. Where there is none it is lost, and counted at `/_aws/sns/lost-messages`.
 * - Subscriptions of a deleted topic can be asked for until they are ended, as on AWS, but are listed no longer.
 * - FIFO queues of other accounts get tokens in a message group of their own.
 * - A token that was altered confirms nothing. AWS is recorded to take one, of which it isn't known what was altered.
 * - MaximumMessageSize is shown by topics that it was set for alone.
 * - Replays are over when SetSubscriptionAttributes answers.
 * - Filter policies are read as AWS's open Event Ruler reads patterns: `wildcard` and `exactly`, of which SNS's guide is silent, are taken,
 *   a block of addresses begins at its first one, and of an array's objects one must have all the fields that the array has. One of more
 *   than 256 KB is refused in our own words.
 * - A policy may speak of actions with wildcards, and of principals that there aren't.
 * - Links to confirm and to unsubscribe begin with the Host that the message was published by.
 * - No platform, phone or mailbox is reached: push notifications, text messages and emails are kept, the last 1,000 of each kind, and shown
 *   at `/_aws/sns/platform-endpoint-messages`, `/_aws/sns/sms-messages` and `/_aws/sns/email-messages`; DELETE clears them. Credentials of
 *   platforms are not checked.
 * - `/_aws/sns/subscription-tokens/<ARN>` tells the token of a subscription that waits; `PUT /_aws/sns/sms-opt-outs/<number>` opts a number
 *   out, as its owner does on AWS.
 * - The account is outside of the SMS sandbox: messages go to every number. Numbers can be verified all the same, and deleted at once.
 * - Messages are signed by a key of 1,024 bits (AWS has 2,048), which any verifier takes. It is made to sign quickly, not to keep others from
 *   signing: who has its certificate can do so, too. SigningCertURL begins with the Host that the message was published by.
 * - HTTPS endpoints may show any certificate. An endpoint has 15 seconds of real time to answer. Retries come exactly when the delivery
 *   policy says, without jitter; AWS doesn't publish the curves of its backoff functions, and ours grow from the least delay to the
 *   greatest: linear by equal steps, arithmetic by steps that grow evenly, geometric by equal ratios, exponential by steps that double.
 * - An application can be disabled and enabled by its attribute Enabled; on AWS, its platform does that.
 * - Where it isn't known how AWS refuses a parameter, the words are our own: values of DisplayName and the like, delivery, archive and
 *   replay policies, dead-letter queues of other accounts and regions, attributes that there aren't or that have no name, more than one
 *   target, limits of FIFO topics and of those with large messages.
 */
import type { SnsOperations } from '../../../generated/sns/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { addPermission, removePermission } from './access/permissions.js';
import {
  createPlatformApplication,
  deletePlatformApplication,
  getPlatformApplicationAttributes,
  listPlatformApplications,
  setPlatformApplicationAttributes,
} from './mobile/applications.js';
import {
  createPlatformEndpoint,
  deleteEndpoint,
  getEndpointAttributes,
  listEndpointsByPlatformApplication,
  setEndpointAttributes,
} from './mobile/endpoints.js';
import { publish } from './publish/publish.js';
import { publishBatch } from './publish/publish-batch.js';
import { getSmsAttributes, setSmsAttributes } from './sms/attributes.js';
import { checkIfPhoneNumberIsOptedOut, listPhoneNumbersOptedOut, optInPhoneNumber } from './sms/opt-outs.js';
import {
  createSandboxNumber,
  deleteSandboxNumber,
  listOriginationNumbers,
  listSandboxNumbers,
  sandboxStatus,
  verifySandboxNumber,
} from './sms/sandbox.js';
import { openStorage } from './storage.js';
import { confirmSubscription } from './subscriptions/confirm-subscription.js';
import { listSubscriptions, listSubscriptionsByTopic } from './subscriptions/list-subscriptions.js';
import { subscribe } from './subscriptions/subscribe.js';
import { getSubscriptionAttributes, setSubscriptionAttributes } from './subscriptions/subscription-attributes.js';
import { unsubscribe } from './subscriptions/unsubscribe.js';
import { createTopic } from './topics/create-topic.js';
import { getDataProtectionPolicy, putDataProtectionPolicy } from './topics/data-protection-policy.js';
import { deleteTopic } from './topics/delete-topic.js';
import { listTopics } from './topics/list-topics.js';
import { listTagsForResource, tagResource, untagResource } from './topics/tags.js';
import { getTopicAttributes, setTopicAttributes } from './topics/topic-attributes.js';

export const create = (deps: ServiceDependencies): SnsOperations => {
  const storage = openStorage(deps);
  return {
    createTopic: (input, ctx) => createTopic(storage, input, ctx),
    deleteTopic: (input, ctx) => deleteTopic(storage, input, ctx),
    getTopicAttributes: (input, ctx) => getTopicAttributes(storage, input, ctx),
    listTopics: (input, ctx) => listTopics(storage, input, ctx),
    setTopicAttributes: (input, ctx) => setTopicAttributes(storage, input, ctx),

    getDataProtectionPolicy: (input, ctx) => getDataProtectionPolicy(storage, input, ctx),
    putDataProtectionPolicy: (input, ctx) => putDataProtectionPolicy(storage, input, ctx),

    listTagsForResource: (input, ctx) => listTagsForResource(storage, input, ctx),
    tagResource: (input, ctx) => tagResource(storage, input, ctx),
    untagResource: (input, ctx) => untagResource(storage, input, ctx),

    addPermission: (input, ctx) => addPermission(storage, input, ctx),
    removePermission: (input, ctx) => removePermission(storage, input, ctx),

    confirmSubscription: (input, ctx) => confirmSubscription(storage, input, ctx),
    getSubscriptionAttributes: (input, ctx) => getSubscriptionAttributes(storage, input, ctx),
    listSubscriptions: (input, ctx) => listSubscriptions(storage, input, ctx),
    listSubscriptionsByTopic: (input, ctx) => listSubscriptionsByTopic(storage, input, ctx),
    setSubscriptionAttributes: (input, ctx) => setSubscriptionAttributes(storage, input, ctx),
    subscribe: (input, ctx) => subscribe(storage, input, ctx),
    unsubscribe: (input, ctx) => unsubscribe(storage, input, ctx),

    publish: (input, ctx) => publish(storage, input, ctx),
    publishBatch: (input, ctx) => publishBatch(storage, input, ctx),

    createPlatformApplication: (input, ctx) => createPlatformApplication(storage, input, ctx),
    deletePlatformApplication: (input, ctx) => deletePlatformApplication(storage, input, ctx),
    getPlatformApplicationAttributes: (input, ctx) => getPlatformApplicationAttributes(storage, input, ctx),
    listPlatformApplications: (input, ctx) => listPlatformApplications(storage, input, ctx),
    setPlatformApplicationAttributes: (input, ctx) => setPlatformApplicationAttributes(storage, input, ctx),

    createPlatformEndpoint: (input, ctx) => createPlatformEndpoint(storage, input, ctx),
    deleteEndpoint: (input, ctx) => deleteEndpoint(storage, input, ctx),
    getEndpointAttributes: (input, ctx) => getEndpointAttributes(storage, input, ctx),
    listEndpointsByPlatformApplication: (input, ctx) => listEndpointsByPlatformApplication(storage, input, ctx),
    setEndpointAttributes: (input, ctx) => setEndpointAttributes(storage, input, ctx),

    getSMSAttributes: (input, ctx) => getSmsAttributes(storage, input, ctx),
    setSMSAttributes: (input, ctx) => setSmsAttributes(storage, input, ctx),

    checkIfPhoneNumberIsOptedOut: (input, ctx) => checkIfPhoneNumberIsOptedOut(storage, input, ctx),
    listPhoneNumbersOptedOut: (input, ctx) => listPhoneNumbersOptedOut(storage, input, ctx),
    optInPhoneNumber: (input, ctx) => optInPhoneNumber(storage, input, ctx),

    createSMSSandboxPhoneNumber: (input, ctx) => createSandboxNumber(storage, input, ctx),
    deleteSMSSandboxPhoneNumber: (input, ctx) => deleteSandboxNumber(storage, input, ctx),
    getSMSSandboxAccountStatus: () => sandboxStatus(),
    listOriginationNumbers: () => listOriginationNumbers(),
    listSMSSandboxPhoneNumbers: (input, ctx) => listSandboxNumbers(storage, input, ctx),
    verifySMSSandboxPhoneNumber: (input, ctx) => verifySandboxNumber(storage, input, ctx),
  };
};
