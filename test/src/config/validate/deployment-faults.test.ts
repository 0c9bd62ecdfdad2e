import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { DeploymentFaults } from '../../../../src/config/validate/deployment-faults.ts';

function faults(skipBroken: boolean) {
  const log = new FindingLog();
  return { log, faults: new DeploymentFaults(log, skipBroken) };
}

describe('DeploymentFaults', () => {
  test('a critical fault breaks its deployment', () => {
    const { log, faults: one } = faults(false);
    one.report(1, 'invalid-url', { message: 'm' });
    expect([one.isBroken(0), one.isBroken(1), one.hasBroken]).toEqual([false, true, true]);
    expect(log.hasCritical).toBe(true);
  });

  test('where broken ones are skipped it is a warning', () => {
    const { log, faults: one } = faults(true);
    one.report(1, 'invalid-url', { message: 'm' });
    expect([one.isBroken(1), one.skipBroken, log.hasCritical]).toEqual([true, true, false]);
  });

  test('a warning breaks nothing', () => {
    const { faults: one } = faults(false);
    one.report(0, 'provider-not-served', { message: 'm' });
    expect(one.isBroken(0)).toBe(false);
  });
});
