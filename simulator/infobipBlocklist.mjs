/** Infobip's blocklist: who is to get no messages. One request a second of each kind, as at Infobip. */
import { exception } from './infobipErrors.mjs';

const PATH = '/platform/1/blocklists';

const CHANNELS = ['EMAIL', 'MMS', 'RCS', 'SMS', 'VIBER', 'WHATSAPP'];

const MOST_DESTINATIONS = 50_000;

const PER_REQUEST_MS = 1000;

const ACCOUNT_KEY = '8F0792F86035A9F4290821F1EE6BC06A';

/** @returns the routes of one blocklist, which is empty at first */
export function blocklistRoute() {
	let records = [];
	const lastTaken = new Map();

	return ({ method, path, query, body }, reply) => {
		if (path !== PATH || !['DELETE', 'GET', 'POST'].includes(method)) return false;
		if (Date.now() - (lastTaken.get(method) ?? 0) < PER_REQUEST_MS) {
			exception(reply, 429, 'TOO_MANY_REQUESTS', 'Too many requests', { headers: { 'retry-after': '1' } });
			return true;
		}
		lastTaken.set(method, Date.now());

		if (method === 'GET') {
			reply.json(200, pageOf(records, query));
			return true;
		}
		const { blocklist } = JSON.parse(body);
		const validationErrors = faultsOf(blocklist);
		if (validationErrors) {
			exception(reply, 400, 'BAD_REQUEST', 'Bad request', { validationErrors });
			return true;
		}
		records = method === 'POST' ? withThose(records, blocklist) : withoutThose(records, blocklist);
		reply.empty(202);
		return true;
	};
}

function pageOf(records, { destination, channel, sourceType, page = 0, size = 100 }) {
	const wanted = { destination, channel, sourceType };
	const found = records.filter((record) => Object.entries(wanted).every(([name, value]) => value === undefined || record[name] === value));
	const [from, count] = [Number(page) * Number(size), Number(size)];
	const totalPages = Math.ceil(found.length / count);
	const paging = { page: Number(page), size: count, totalPages, totalResults: found.length };
	return { results: found.slice(from, from + count), paging };
}

function faultsOf(blocklist) {
	if (!Array.isArray(blocklist)) return { blocklist: ['must not be null'] };
	const faults = blocklist.flatMap((entry, index) => faultsOfEntry(entry, `blocklist[${index}]`));
	const count = blocklist.reduce((sum, { destinations }) => sum + (destinations?.length ?? 0), 0);
	if (count > MOST_DESTINATIONS) faults.push(['blocklist', ['number of destinations must not exceed 50000']]);
	return faults.length > 0 ? Object.fromEntries(faults) : undefined;
}

function faultsOfEntry({ destinations, channel }, path) {
	if (!Array.isArray(destinations) || destinations.length === 0) return [[`${path}.destinations`, ['must not be empty']]];
	const isWrong = ({ to }) => typeof to !== 'string' || to.length < 1 || to.length > 255;
	const wrong = destinations.flatMap((destination, index) => (isWrong(destination) ? [index] : []));
	const faults = wrong.map((index) => [`${path}.destinations[${index}].to`, ['size must be between 1 and 255']]);
	if (channel !== undefined && !CHANNELS.includes(channel)) faults.push([`${path}.channel`, ['unsupported channel']]);
	return faults;
}

function withThose(records, blocklist) {
	const added = blocklist.flatMap(({ destinations, channel, sender }) =>
		destinations.map(({ to }) => ({
			...(sender && { sender }),
			destination: to,
			...(channel && { channel }),
			sourceType: 'CUSTOM',
			accountKey: ACCOUNT_KEY,
			createdDate: new Date().toISOString(),
		})),
	);
	return [...new Map([...added, ...records].map((record) => [keyOf(record), record])).values()];
}

/** Only what matches a record in all that it was made with takes it off the list. */
function withoutThose(records, blocklist) {
	const isMeant = (record) =>
		blocklist.some(({ destinations, channel, sender, sourceType }) =>
			destinations.some(({ to }) => keyOf({ destination: to, channel, sender }) === keyOf(record)) &&
			(sourceType === undefined || sourceType === record.sourceType),
		);
	return records.filter((record) => !isMeant(record));
}

function keyOf({ destination, channel = '', sender = '' }) {
	return JSON.stringify([destination, channel, sender]);
}
