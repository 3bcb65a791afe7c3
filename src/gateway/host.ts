/** What the Host header says: which service, which bucket, which region. */

export interface HostFacts {
  /** An endpoint prefix or signing name: `s3`, `sqs`, `execute-api`, `lambda-url`. */
  readonly service?: string;
  readonly region?: string;
  /** A service that isn't known, where the host can name nothing else: `glue` of `glue.us-east-1.amazonaws.com`. */
  readonly foreign?: string;
  /** All labels of a host of this machine: what stands there may also be a bucket that is named like a service. */
  readonly bucket?: string;
  /** Labels before the service's: a bucket (virtual-hosted style), an API's or a function URL's id. */
  readonly subject?: string;
}

const SUFFIXES = ['.localhost.localstack.cloud', '.localhost', '.amazonaws.com.cn', '.amazonaws.com', '.api.aws', '.on.aws'];
const REGION = /^(?:[a-z]{2}(?:-[a-z]+)+-\d|global|aws-global)$/;
/** Endpoint forms of S3: `s3`, `s3-fips`, `s3-accelerate`, `s3-website`, `s3-us-west-2`, `s3-website-us-east-1`. */
const S3_LABEL =
  /^(s3-website|s3-accelerate|s3-fips|s3express[a-z0-9-]*|s3-accesspoint|s3-object-lambda|s3-control|s3)(?:-((?:[a-z]{2}(?:-[a-z]+)+-\d)))?$/;

/** Endpoints of APIs and functions that users make, which no service's model names. */
const INVOKED: ReadonlySet<string> = new Set(['execute-api', 'lambda-url']);
/** SQS's first name, in hosts such as `us-east-1.queue.amazonaws.com`. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([['queue', 'sqs']]);
/** Labels that stand behind a service's and name neither it nor a region. */
const VARIANTS: ReadonlySet<string> = new Set(['dualstack', 'vpce']);

const NOTHING: HostFacts = {};
const MAX_CACHED = 1000;

/**
 * @param services the endpoint prefixes and signing names that hosts may begin with.
 * @returns a reader of Host headers that remembers what it has read.
 */
export function createHostReader(services: ReadonlySet<string>): (host: string | undefined) => HostFacts {
  const cache = new Map<string, HostFacts>();
  return (host) => {
    if (!host) return NOTHING;
    const known = cache.get(host);
    if (known) return known;
    const facts = readHost(host, services);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(host, facts);
    return facts;
  };
}

function readHost(host: string, services: ReadonlySet<string>): HostFacts {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const suffix = SUFFIXES.find((candidate) => name.endsWith(candidate));
  if (suffix === undefined) return NOTHING;
  const labels = name.slice(0, -suffix.length).split('.');
  const local = suffix === '.localhost' || suffix === '.localhost.localstack.cloud';
  // From the right: a bucket's name may hold dots and a label `s3` of its own.
  for (let index = labels.length - 1; index >= 0; index--) {
    const label = OLD_NAMES.get(labels[index] ?? '') ?? labels[index] ?? '';
    const s3 = S3_LABEL.exec(label);
    if (s3 === null && !services.has(label) && !INVOKED.has(label)) continue;
    const region = s3?.[2] ?? labels.slice(index + 1).find((after) => REGION.test(after));
    const subject = labels.slice(0, index).join('.');
    const before = labels[index - 1];
    // Older forms put the region in front: `us-east-1.queue.amazonaws.com`, `us-east-1.sqs.localhost`.
    const regionInFront = region === undefined && index === 1 && before !== undefined && REGION.test(before) ? before : undefined;
    return {
      ...(local && s3 === null ? { bucket: labels.join('.') } : {}),
      service: s3 === null ? label : (s3[1] ?? 's3').startsWith('s3express') ? 's3' : (s3[1] ?? 's3'),
      ...(region !== undefined ? { region } : regionInFront !== undefined ? { region: regionInFront } : {}),
      ...(subject !== '' && regionInFront === undefined ? { subject } : {}),
    };
  }
  const rest = labels.filter((label) => !REGION.test(label) && !VARIANTS.has(label));
  const region = labels.find((label) => REGION.test(label));
  const foreign = rest.at(-1);
  const named = foreign === undefined || foreign === '' ? {} : { foreign, ...(region === undefined ? {} : { region }) };
  if (!local) return foreign === undefined ? NOTHING : named;
  // `bucket.localhost` is what SDKs make of a bucket on http://localhost; a region behind one name makes a service more likely.
  return { subject: labels.join('.'), ...(labels.length === 2 && labels[1] === region ? named : {}) };
}
