import { instantOf } from '../instant';
import type { Identifier } from '../participant/identifiers';
import { identify } from '../participant/identifiers';
import type { Channel } from './channels';
import { channelLabel, channelOf, reaches } from './channels';
import { original } from './csvCells';
import type { CsvHeader } from './csvColumns';
import type { CsvRow } from './csvRows';
import type { OptOutChoice } from './optOuts';

/** What holds for rows that do not say it themselves. */
export interface RowDefaults {
	channel: Channel | 'all';
	source: string;
	/** ISO 3166-1 alpha-2 code for phone numbers without their country code, e.g. `NL`. */
	defaultCountry?: string;
}

/** What a row says of one address, or why that cannot be used; the words do not repeat what stands in the row. */
export type RowOptOut = { address: Identifier; optOut: OptOutChoice } | { fault: string };

/** Reads a row of a list. It can have a phone number as well as an email address. */
export function optOutsOf(row: CsvRow, header: CsvHeader, defaults: RowDefaults): RowOptOut[] {
	if (row.isBroken) return [{ fault: brokenWords(row) }];
	if (row.cells.slice(header.width).some((cell) => cell.trim() !== '')) {
		return [{ fault: 'The row has more cells than the header row.' }];
	}
	const cell = (column: keyof CsvHeader['places']) => {
		const place = header.places[column];
		return place === undefined ? '' : original(row.cells[place] ?? '');
	};

	const channel = cell('channel') === '' ? defaults.channel : channelOf(cell('channel'));
	if (channel === undefined) return [{ fault: 'The channel is not known.' }];
	const at = cell('at') === '' ? undefined : instantOf(cell('at'), 'utc')?.toISOString();
	if (cell('at') !== '' && at === undefined) return [{ fault: 'The time is not in ISO 8601 form, such as 2026-01-31T12:00:00Z.' }];

	const written = addressesIn(cell);
	if (written.length === 0) return [{ fault: 'The row has no address.' }];
	const reached = written.filter(({ type }) => reaches(channel, type));
	if (reached.length === 0) return [{ fault: `${channelLabel(channel)} does not reach this type of address.` }];

	const optOut = { channel, reason: cell('reason'), source: cell('source') || defaults.source, at };
	return reached.map((address) => {
		const known = knownAddress(address, defaults.defaultCountry);
		return known ? { address: known, optOut } : { fault: FAULTS[address.type] ?? 'The type is neither phone nor email.' };
	});
}

function brokenWords({ line, lastLine }: CsvRow): string {
	const swallowed = lastLine > line ? ` Lines ${line} to ${lastLine} could not be read.` : '';
	return `A quotation mark is not closed, or stands where none may stand.${swallowed}`;
}

const FAULTS: Record<string, string> = {
	email: 'The email address is not valid.',
	phone: 'The phone number is not valid.',
};

/** The addresses as they are written; without a type, an @ tells which it is. */
function addressesIn(cell: (column: 'address' | 'email' | 'phone' | 'type') => string): Identifier[] {
	const address = cell('address');
	const type = cell('type').toLowerCase() || (address.includes('@') ? 'email' : 'phone');
	const all = [
		{ type, value: address },
		{ type: 'phone', value: cell('phone') },
		{ type: 'email', value: cell('email') },
	];
	return all.filter(({ value }) => value !== '');
}

/** @returns the address in the form in which it is kept; undefined for one that is not valid */
function knownAddress({ type, value }: Identifier, defaultCountry: string | undefined): Identifier | undefined {
	if (!Object.hasOwn(FAULTS, type)) return undefined;
	const read = identify({ [type]: value }, defaultCountry);
	return 'fault' in read ? undefined : read.identifiers[0];
}
