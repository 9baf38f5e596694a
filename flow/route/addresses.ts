import { BlockList, isIP } from 'node:net';

/** The addresses from which a route may be called. */
export interface AddressList {
	/**
	 * @param address an IPv4 or IPv6 address; an IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) counts as its IPv4 one
	 * @returns whether the list holds it; false for anything that is not an address
	 */
	allows(address: string): boolean;
}

/** An entry of an address list that is neither an address nor a range; the message names it. */
export class AddressEntryError extends Error {
	constructor(readonly entry: string) {
		super(
			`"${entry}" is not an IP address or a CIDR range. Write for example 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, separated by ";" or ",".`,
		);
		this.name = 'AddressEntryError';
	}
}

const IPV4_MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;
const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/**
 * Brings an address into the form in which lists compare it: without a zone (`fe80::1%eth0`), and an IPv4-mapped
 * IPv6 address as the IPv4 address it stands for, which is how a dual-stack socket shows IPv4 clients.
 */
export function normalizeAddress(address: string): string {
	const withoutZone = address.trim().split('%', 1)[0];
	if (isIP(withoutZone) !== 6) return withoutZone;

	// A URL writes every spelling of an IPv6 address in the one form of RFC 5952, in hexadecimal digits only.
	const mapped = IPV4_MAPPED.exec(new URL(`http://[${withoutZone}]`).hostname);
	if (!mapped) return withoutZone;
	return mapped.slice(1).flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]).join('.');
}

/**
 * Tells which host an address belongs to. One IPv6 host has a whole network of 2^64 addresses to choose from (RFC 4291,
 * section 2.5.4), so there the network counts.
 *
 * @param address an IPv4 or IPv6 address
 * @returns an IPv4 address as it is, of an IPv6 address its /64 network, e.g. `2001:db8:0:1::/64`; any other text as it is
 */
export function hostOf(address: string): string {
	const normalized = normalizeAddress(address);
	if (isIP(normalized) !== 6) return normalized;

	const [head, tail] = new URL(`http://[${normalized}]`).hostname.slice(1, -1).split('::');
	const groupsOf = (part: string | undefined) => (part ? part.split(':') : []);
	const left = groupsOf(head);
	const right = groupsOf(tail);
	const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
	return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

/**
 * Reads a list of allowed addresses.
 *
 * @param text IPv4 and IPv6 addresses and CIDR ranges separated by `;`, `,` or white space, as in Clickatell's Chat
 *   Flow; `0.0.0.0/0;::/0` allows any address
 * @returns the list
 * @throws AddressEntryError for an entry that is neither an address nor a range
 */
export function parseAddressList(text: string): AddressList {
	const entries = text.split(/[;,\s]+/).filter((entry) => entry !== '');
	// One list for each version: in a common list the range ::/0 would hold all IPv4 addresses too.
	const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
	for (const entry of entries) addEntry(lists, entry);

	return {
		allows(address) {
			const normalized = normalizeAddress(address);
			const version = isIP(normalized);
			const family = version === 4 ? 'ipv4' : 'ipv6';
			return version !== 0 && lists[family].check(normalized, family);
		},
	};
}

function addEntry(lists: Record<'ipv4' | 'ipv6', BlockList>, entry: string): void {
	const [base, prefix, ...rest] = entry.split('/');
	const address = normalizeAddress(base);
	const version = isIP(address);
	if ((version !== 4 && version !== 6) || rest.length > 0) throw new AddressEntryError(entry);

	const family = version === 4 ? 'ipv4' : 'ipv6';
	if (prefix === undefined) {
		lists[family].addAddress(address, family);
		return;
	}

	// A range written in IPv4-mapped form counts its prefix from the 128 bits of IPv6.
	const mappedBits = version === 4 && base.includes(':') ? 96 : 0;
	const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) - mappedBits : -1;
	if (bits < 0 || bits > ADDRESS_BITS[version]) throw new AddressEntryError(entry);
	lists[family].addSubnet(address, bits, family);
}
