/** What a caller may learn of the account and of the endpoint. */
import type { DescribeEndpointsResponse, DescribeLimitsOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';

/** The default quotas of an account. Nothing enforces them. */
export const describeLimits = (): DescribeLimitsOutput => ({
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
});

/** The endpoint that the caller used: clients with endpoint discovery go on with what they are told here. */
export const describeEndpoints = (ctx: Context): DescribeEndpointsResponse => ({
  Endpoints: [{ Address: ctx.request.host, CachePeriodInMinutes: 1440 }],
});
