/** Refusals that several operations on messages share, in AWS's words. */
import {
  InvalidParameterValueException,
  MissingRequiredParameterException,
  ReceiptHandleIsInvalid,
} from '../../../../generated/sqs/errors.js';

/** @param reason a sentence with its full stop, where AWS puts one. */
export const invalidParameter = (value: string | number, parameter: string, reason: string): InvalidParameterValueException =>
  new InvalidParameterValueException(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

/** @param parameter as the query protocol names it: `SendMessageBatchRequestEntry.1.MessageBody`. */
export const missingParameter = (parameter: string): MissingRequiredParameterException =>
  new MissingRequiredParameterException(`The request must contain the parameter ${parameter}.`);

export const invalidHandle = (handle: string): ReceiptHandleIsInvalid =>
  new ReceiptHandleIsInvalid(`The input receipt handle "${handle}" is not a valid receipt handle.`);

/** What a parameter of standard queues is refused with on FIFO queues, and the other way round. */
export const wrongQueueType = (value: string | number, parameter: string): InvalidParameterValueException =>
  invalidParameter(value, parameter, 'The request include parameter that is not valid for this queue type.');
