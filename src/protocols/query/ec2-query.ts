/** EC2's own form of the query protocol. No service of ours speaks it: it's here to refuse EC2's requests so that its clients see why. */

import type { Protocol } from '../protocol.js';
import { textElement } from '../xml/error-elements.js';
import { XML_DECLARATION } from '../xml/writer.js';

export const ec2Query: Protocol = {
  name: 'ec2Query',

  compile(_service, operation) {
    throw new Error(`${operation.name} can't be compiled: ec2Query only refuses.`);
  },

  codeOf: (error) => error.code,

  writeError(error, reply) {
    const inside = textElement('Code', error.code) + textElement('Message', error.message);
    return {
      status: error.httpStatus,
      headers: { 'x-amzn-RequestId': reply.requestId, 'Content-Type': 'text/xml;charset=UTF-8' },
      body: `${XML_DECLARATION}<Response><Errors><Error>${inside}</Error></Errors>${textElement('RequestID', reply.requestId)}</Response>`,
    };
  },
};
