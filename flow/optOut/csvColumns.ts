/** The columns of a list of opt-outs, in the order in which they are written. */
export const COLUMNS = ['type', 'address', 'channel', 'reason', 'source', 'at'] as const;

/** What a column of a file from elsewhere holds. */
type Column = (typeof COLUMNS)[number] | 'email' | 'phone';

/** The header row of a file. */
export interface CsvHeader {
	/** How many columns there are. */
	width: number;
	/** Where those are whose meaning is known, from 0. */
	places: Partial<Record<Column, number>>;
}

/** Names that other systems give to the columns, without case, spaces and signs. */
const NAMES: Record<Column, readonly string[]> = {
	type: ['type', 'addresstype', 'contacttype'],
	address: ['address', 'destination', 'recipient', 'contact', 'identifier', 'to'],
	phone: ['phone', 'phonenumber', 'phoneno', 'msisdn', 'number', 'mobile', 'mobilenumber', 'mobilephone', 'cell', 'cellphone', 'telephone', 'whatsapp', 'whatsappnumber'],
	email: ['email', 'emailaddress', 'mail'],
	channel: ['channel'],
	reason: ['reason', 'comment', 'note'],
	source: ['source', 'sourcetype', 'origin'],
	at: ['at', 'date', 'time', 'timestamp', 'datetime', 'createdat', 'created', 'createddate', 'optedoutat', 'optoutdate', 'unsubscribedat'],
};

/** The header row does not say where the addresses are. */
export class NoAddressColumn extends Error {
	constructor() {
		super('The first row of the CSV names no column with addresses. Name one of its columns "address", "phone" or "email".');
		this.name = 'NoAddressColumn';
	}
}

/**
 * Finds out from the header row where the columns are, whatever their order and case. Other columns are passed over; of
 * two with the same meaning the first one counts.
 *
 * @throws NoAddressColumn
 */
export function headerOf(cells: readonly string[]): CsvHeader {
	const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]/g, ''));
	const all = Object.entries(NAMES).map(([column, known]) => [column, names.findIndex((name) => known.includes(name))]);
	const places: CsvHeader['places'] = Object.fromEntries(all.filter(([, place]) => place !== -1));
	if (places.address === undefined && places.phone === undefined && places.email === undefined) throw new NoAddressColumn();
	return { width: cells.length, places };
}
