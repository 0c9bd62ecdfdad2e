import { describe, expect, test } from '@jest/globals';
import { isDefaultPassword } from '../../../../src/security/secrets/default-password.ts';

describe('a password anybody tries first', () => {
  test.each(['', 'postgres', 'dbpassword9090', 'changeme', 'Qwerty', 'sk-1234'])('%p', (text) => {
    expect(isDefaultPassword(text)).toBe(true);
  });

  test('is the name of the user or of the database', () => {
    expect(isDefaultPassword('Orders', 'orders')).toBe(true);
    expect(isDefaultPassword('orders', 'shop', 'orders')).toBe(true);
    expect(isDefaultPassword('orders', 'shop', null, '')).toBe(false);
  });

  test.each(['x8Kq2-vT0z', '<password>', 'your_password', '[PASSWORD]'])('is not %p', (text) => {
    expect(isDefaultPassword(text)).toBe(false);
  });
});
