/** ListObjectsV2 of 1,000 keys out of few and out of many. */
import { type Figure, median } from './figure.js';
import { runLoad } from './load.js';
import { s3 } from './requests.js';
import { type ServerProcess, startBareServer, startTinsmith } from './server-process.js';
import { compete, type Effort, shareFigure } from './throughput.js';

const BUCKET = 'bench-bucket';
const FEW = 10_000;
const PAGE = 1000;
const GOAL = 0.06;
/** How much slower a page out of many may be. */
const GROWTH_GOAL = 0.25;

const keyOf = (id: number): string => `folder/key-${String(id).padStart(7, '0')}`;

/** Pages from all over the bucket. */
const pages = (keys: number): readonly Buffer[] =>
  Array.from({ length: 9 }, (_, at) => s3('GET', `/${BUCKET}?list-type=2&start-after=${keyOf(Math.floor(((keys - PAGE - 1) * at) / 8))}`));

export async function measureListing(effort: Effort, many: number): Promise<readonly Figure[]> {
  const bare = await startBareServer();
  const [small, large] = [await startTinsmith(), await startTinsmith()];
  try {
    await fill(small, FEW);
    await fill(large, many);
    const [ofFew, ofMany, theirs] = await compete(
      [
        { server: small, requests: pages(FEW) },
        { server: large, requests: pages(many) },
        { server: bare, requests: pages(FEW) },
      ],
      effort,
    );
    if (ofFew === undefined || ofMany === undefined || theirs === undefined) throw new Error('Each contestant has samples');
    const growth = median(ofFew.rates) / median(ofMany.rates) - 1;
    const cpuGrowth = median(ofMany.costs) / median(ofFew.costs) - 1;
    const named = (keys: number): string => `S3 ListObjectsV2, ${PAGE.toLocaleString('en')} out of ${keys.toLocaleString('en')} keys`;
    return [
      shareFigure({ name: named(FEW), goal: GOAL, own: ofFew, bare: theirs }),
      {
        name: named(many),
        goal: `at most ${GROWTH_GOAL * 100} % longer than out of ${FEW.toLocaleString('en')}`,
        value: `${(growth * 100).toFixed(0)} % (by CPU ${(cpuGrowth * 100).toFixed(0)} %)`,
        detail: `${Math.round(median(ofMany.rates))} requests/s; out of few ${Math.round(median(ofFew.rates))}`,
        met: growth <= GROWTH_GOAL,
      },
    ];
  } finally {
    await Promise.all([bare.stop(), small.stop(), large.stop()]);
  }
}

async function fill({ port }: ServerProcess, keys: number): Promise<void> {
  await runLoad(port, { requests: 1 }, () => s3('PUT', `/${BUCKET}`));
  await runLoad(port, { requests: keys }, (id) => s3('PUT', `/${BUCKET}/${keyOf(id)}`, 'x'));
}
