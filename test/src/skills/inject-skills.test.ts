import { describe, expect, test } from '@jest/globals';
import { injectSkills, namedSkills } from '../../../src/skills/inject-skills.ts';

const skill = (name: string, text = `text of ${name}`) => ({
  ...{ id: `litellm_skill_${name}`, name, title: name.toUpperCase(), text },
});
const B = skill('b');
const A = skill('a');
const SECTION = '# Available Skills\n\n## Skill: A\n\ntext of a\n\n---\n\n## Skill: B\n\ntext of b';
const container = { skills: [{ skill_id: B.id }, { skill_id: A.id }] };
const taken = new Set([A.id, B.id]);

function inject(body: object, dialect: 'messages' | 'system') {
  const full = { container, ...body };
  return Object.fromEntries(injectSkills(full, dialect, { skills: [B, A], taken }));
}

describe('namedSkills', () => {
  test('reads each once, and forgives what is none', () => {
    const skills = [
      { skill_id: 'x', type: 'custom' },
      { skill_id: 'y' },
      { skill_id: 'x', type: 'custom' },
      ...[{ skill_id: 5 }, null, 'z', {}],
    ];
    expect(namedSkills({ skills })).toEqual([
      { id: 'x', type: 'custom' },
      { id: 'y', type: null },
    ]);
    for (const odd of [null, undefined, 'x', [], { skills: 'x' }, {}, 'container_01']) {
      expect(namedSkills(odd)).toEqual([]);
    }
  });
});

describe('into messages', () => {
  test('as a system message of its own, by name whatever the order was', () => {
    const user = { role: 'user', content: 'hi' };
    expect(inject({ messages: [user] }, 'messages')).toEqual({
      container: undefined,
      messages: [{ role: 'system', content: SECTION }, user],
    });
  });

  test.each(['system', 'developer'])('behind the %s message that is there', (role) => {
    const { messages } = inject({ messages: [{ role, content: 'Be kind.' }] }, 'messages');
    expect(messages).toEqual([{ role, content: `Be kind.\n\n---\n\n${SECTION}` }]);
  });

  test('behind its blocks, whose marks stay', () => {
    const block = { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } };
    const { messages } = inject({ messages: [{ role: 'system', content: [block] }] }, 'messages');
    expect(messages).toEqual([
      { role: 'system', content: [block, { type: 'text', text: SECTION }] },
    ]);
  });
});

describe('into system', () => {
  test.each([
    [undefined, SECTION],
    ['', SECTION],
    ['Be kind.', `Be kind.\n\n---\n\n${SECTION}`],
  ])('of %j', (system, expected) => {
    expect(inject({ system }, 'system')['system']).toBe(expected);
  });

  test('of blocks: one more behind them', () => {
    const block = { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } };
    const { system } = inject({ system: [block] }, 'system');
    expect(system).toEqual([block, { type: 'text', text: SECTION }]);
  });
});

describe('the container', () => {
  test('keeps what is not ours', () => {
    const native = { type: 'anthropic', skill_id: 'pptx', version: 'latest' };
    const mixed = { id: 'container_1', skills: [native, { skill_id: A.id }, { skill_id: B.id }] };
    expect(inject({ container: mixed }, 'system')['container']).toEqual({
      id: 'container_1',
      skills: [native],
    });
    const emptied = { id: 'container_1', skills: [{ skill_id: A.id }] };
    expect(inject({ container: emptied }, 'system')['container']).toEqual({ id: 'container_1' });
  });

  test('without a skill to put in, the prompt stays', () => {
    const body = { container, messages: [] };
    expect([...injectSkills(body, 'messages', { skills: [], taken })]).toEqual([
      ['container', undefined],
    ]);
  });
});
