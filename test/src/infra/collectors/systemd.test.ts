import { expect, test } from '@jest/globals';
import { systemdCollector } from '../../../../src/infra/collectors/systemd.ts';
import { playWorld } from '../../../support/infra-world.ts';

const SHOW =
  'show *.service --all --property=Id,Description,LoadState,ActiveState,SubState,UnitFileState,FragmentPath,User,ExecStart --no-pager';
const TIMERS = 'list-timers --all --output=json --no-pager';
const NO_BUS = { code: 1, stdout: '', stderr: 'Failed to connect to bus: No medium found' };

const shown = `ExecStart={ path=/usr/bin/node ; argv[]=/usr/bin/node llmgw.js serve ; ignore_errors=no ; start_time=[Mon] ; pid=42 ; code=(null) }
User=llm
Id=llmgw.service
Description=The gateway
LoadState=loaded
ActiveState=active
SubState=running
FragmentPath=/etc/systemd/system/llmgw.service
UnitFileState=enabled

Id=gone.service
LoadState=not-found
ActiveState=inactive

Id=late.service
LoadState=loaded
ActiveState=activating
SubState=auto-restart
`;

test('units and timers, without what changes by itself', async () => {
  const world = playWorld({
    programs: {
      [`systemctl ${SHOW}`]: shown,
      [`systemctl ${TIMERS}`]: '[{"next":1,"unit":"a.timer","activates":"llmgw.service"}]',
      [`systemctl --user ${SHOW}`]: NO_BUS,
    },
  });
  const { status, entities, relations } = await systemdCollector.collect(world);
  expect(status).toBe('ok');
  expect(entities.map(({ key }) => key)).toEqual([
    'system/llmgw.service',
    'system/late.service',
    'system/a.timer',
  ]);
  expect(entities[0]?.body).toEqual({
    ...{ scope: 'system', description: 'The gateway', active: 'active', sub: 'running' },
    ...{ enabled: 'enabled', file: '/etc/systemd/system/llmgw.service', user: 'llm' },
    exec_start: '/usr/bin/node llmgw.js serve',
  });
  expect(entities[1]?.body).toMatchObject({ active: 'changing', sub: '' });
  expect(relations).toEqual([
    {
      from: expect.objectContaining({ kind: 'timer' }),
      rel: 'starts',
      to: { kind: 'unit', key: 'system/llmgw.service' },
    },
  ]);
});

test('no systemd is no failure; one that answers with an error is', async () => {
  const nowhere = playWorld({});
  expect((await systemdCollector.collect(nowhere)).status).toBe('unavailable');
  const container = playWorld({
    programs: { [`systemctl ${SHOW}`]: NO_BUS, [`systemctl --user ${SHOW}`]: NO_BUS },
  });
  expect((await systemdCollector.collect(container)).status).toBe('unavailable');
  const broken = playWorld({ programs: { 'systemctl x': '' } });
  await expect(systemdCollector.collect(broken)).rejects.toThrow('systemctl ended with 1');
});

test('garbage is a failure', async () => {
  const programs = {
    [`systemctl ${SHOW}`]: '\u0000\u0001',
    [`systemctl ${TIMERS}`]: '[{',
    [`systemctl --user ${SHOW}`]: NO_BUS,
  };
  await expect(systemdCollector.collect(playWorld({ programs }))).rejects.toThrow('no JSON');
});
