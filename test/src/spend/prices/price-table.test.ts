import { describe, expect, test } from '@jest/globals';
import { loadPriceTable, readPriceTable } from '../../../../src/spend/prices/price-table.ts';

describe('the table that ships with the program', () => {
  test('knows well-known models, and says from when it is', async () => {
    const table = await loadPriceTable();
    expect(table.size).toBeGreaterThan(1_000);
    expect(table.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(table.litellmVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(table.find('gpt-4o')).toMatchObject({
      provider: 'openai',
      price: { inputPerToken: 2.5e-6, outputPerToken: 1e-5, cacheReadPerToken: 1.25e-6 },
      maxInputTokens: 128_000,
      maxOutputTokens: 16_384,
    });
    expect(table.find('rerank-v3.5')?.price.perQuery).toBe(0.002);
    expect(table.find('gemini/gemini-2.5-pro')?.price.tiers).toEqual([
      {
        aboveTokens: 200_000,
        inputPerToken: 2.5e-6,
        outputPerToken: 1.5e-5,
        cacheReadPerToken: 2.5e-7,
        cacheWritePerToken: null,
      },
    ]);
  });

  test('is read once', async () => {
    await expect(loadPriceTable()).resolves.toBe(await loadPriceTable());
  });

  test('knows neither what is not in it nor what every object has', async () => {
    const table = await loadPriceTable();
    expect(table.find('no-such-model')).toBeNull();
    expect(table.find('constructor')).toBeNull();
    expect(table.find('__proto__')).toBeNull();
  });
});

describe('a file', () => {
  test('may have rows that are short, and fields we do not know', () => {
    const table = readPriceTable({
      date: '2026-01-31',
      litellmVersion: '1.0.0',
      fields: ['provider', 'fee', 'input', 'tiers'],
      models: { short: ['openai', 7], odd: [1, null, 'dear', [null, ['x', 2]]] },
    });
    expect(table.find('short')?.price).toMatchObject({ inputPerToken: 0, tiers: [] });
    expect(table.find('odd')).toMatchObject({ provider: '', price: { inputPerToken: 0 } });
    expect(table.find('odd')?.price.tiers.map(({ aboveTokens }) => aboveTokens)).toEqual([
      Infinity,
      Infinity,
    ]);
  });

  test.each([null, 'text', {}, { models: null, fields: [], date: '' }])('%j is none', (file) => {
    expect(() => readPriceTable(file)).toThrow('not a table of prices');
  });
});
