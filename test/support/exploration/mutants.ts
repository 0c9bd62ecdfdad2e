import * as protocol from '../../../src/resilience/breaker/protocol.ts';
import { deadlineIn, remainingMs } from '../../../src/resilience/breaker/record.ts';
import type { Rules } from './store-step.ts';

/** The protocol as it is. */
export const RULES: Rules = { ...protocol, abortMarginTicks: 1 };

/** Whoever settles decides, late or twice or not. */
export const SETTLE_WITHOUT_TOKEN: Rules = {
  ...RULES,
  settle(record, settlement, moment) {
    const token = record?.lease?.token ?? settlement.token;
    const epoch = record?.epoch ?? settlement.epoch;
    return protocol.settle(record, { ...settlement, token, epoch }, moment);
  },
};

/** A lease lasts until it is settled. */
export const LEASE_WITHOUT_END: Rules = {
  ...RULES,
  acquire(record, request, moment) {
    if (!record?.lease) return protocol.acquire(record, request, moment);
    return { record, reply: { ok: false, shared: protocol.read(record, moment.now) } };
  },
};

/** Asking for a probe keeps the lease alive that denies it. */
export const DENIAL_RENEWS: Rules = {
  ...RULES,
  acquire(record, request, moment) {
    const step = protocol.acquire(record, request, moment);
    if (step.reply.ok || !record?.lease || remainingMs(record.lease, moment.now) === 0) return step;
    const lease = { ...record.lease, ...deadlineIn(request.leaseMs, moment.now) };
    return { ...step, record: { ...record, lease, version: moment.version } };
  },
};

/** An owner goes on although its lease may be over. */
export const NO_SELF_ABORT: Rules = { ...RULES, abortMarginTicks: null };

/** An owner trusts its clock to run as the store's does. */
export const NO_MARGIN: Rules = { ...RULES, abortMarginTicks: 0 };

/** A trip counts however old it is. */
export const TRIP_WITHOUT_EPOCH: Rules = {
  ...RULES,
  report: (record, trip, moment) =>
    protocol.report(record, { ...trip, epoch: record?.epoch ?? 0 }, moment),
};

/** What the store forgot stays forgotten. */
export const NO_REBUILD: Rules = {
  ...RULES,
  acquire: (record, request, moment) =>
    protocol.acquire(record, { ...request, believesOpen: false }, moment),
};
