/** What S3 does beside its operations: it answers browsers that ask first, serves websites, and logs what was asked of it. */
import type { Answer } from '../../contract/context.js';
import type { AnsweredRequest, FrontRequest, ServiceFront } from '../../contract/service-front.js';
import type { WireHeaders, WireResponse } from '../../contract/wire.js';
import type { ServiceDependencies } from '../dependencies.js';
import { createAuthorizer } from './access/authorize.js';
import { answerPreflight, corsHeadersFor } from './cors/answers.js';
import { AccessLog } from './logging/access-log.js';
import { openStorage, type Storage } from './storage.js';
import { Website } from './website/website.js';

export const createFront = (deps: ServiceDependencies): ServiceFront => new S3Front(deps);

class S3Front implements ServiceFront {
  readonly #storage: Storage;
  readonly #website: Website;
  readonly #log: AccessLog;

  constructor(deps: ServiceDependencies) {
    this.#storage = openStorage(deps);
    this.#website = new Website(this.#storage, deps, deps.settings.auth ? createAuthorizer(deps) : undefined);
    this.#log = new AccessLog(this.#storage, deps);
  }

  preflight(request: FrontRequest, isAddressed: boolean): Readonly<Record<string, string>> | undefined {
    return answerPreflight(this.#storage, request, isAddressed);
  }

  website(request: FrontRequest): Answer<WireResponse> {
    return this.#website.answer(request);
  }

  concerns(headers: WireHeaders): boolean {
    return headers.origin !== undefined || this.#storage.loggedBuckets.areSome;
  }

  finish(request: AnsweredRequest): WireResponse {
    const cors = request.kind === 'preflight' ? undefined : corsHeadersFor(this.#storage, request);
    const { response } = request;
    const finished: WireResponse =
      cors === undefined
        ? { ...response, hasCorsRules: true }
        : { ...response, hasCorsRules: true, headers: { ...response.headers, ...cors } };
    this.#log.record({ ...request, response: finished });
    return finished;
  }
}
