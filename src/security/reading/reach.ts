import type { Address } from './address.ts';

/** Whether packets to it cross a network that others are on, as far as its name tells. */
export function isRemote(address: Address | null): address is Address {
  return (
    address !== null &&
    (address.reach === 'public-name' ||
      address.reach === 'public-ip' ||
      address.reach === 'private' ||
      address.reach === 'link-local')
  );
}

/** Whether it is an address of the internet. */
export function isPublic(address: Address | null): boolean {
  return address?.reach === 'public-name' || address?.reach === 'public-ip';
}
