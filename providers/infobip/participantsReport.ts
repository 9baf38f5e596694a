import type { HttpOutcome } from '../../flow/http/send';
import { asObject, objectIn, textIn } from '../answerBody';
import { requestFailure } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { digitsOf } from './identifier';
import type { IdentifyBy } from './participant';
import { readInfobipError } from './requestError';

/** The time as the reading of reports sees it; tests have their own. */
export interface Clock {
	/** Unix time in milliseconds. */
	now(): number;
	/** Waits, in milliseconds; rejects when the run is cancelled. */
	sleep(ms: number): Promise<void>;
}

/** An operation: the participants that Infobip has accepted with one request. */
export interface Operation {
	id: string;
	participants: readonly IdentifyBy[];
}

/** How far a participant has come. */
export interface ParticipantStatus {
	status: 'ACCEPTED' | 'PENDING' | 'REJECTED';
	/** Why it was rejected. */
	errorReason?: string;
}

/** What Infobip reports of an operation. */
export interface OperationReport {
	/** In the order of the participants. */
	participants: ParticipantStatus[];
	/** Why the report could not be read, in words. */
	problem?: string;
}

/** Infobip works through operations in a queue; what is small is mostly done by then. */
const FIRST_PAUSE_MS = 500;

const LONGEST_PAUSE_MS = 10_000;

/** Statuses that stay the same however often the report is read. */
const LASTING: ReadonlySet<number> = new Set([400, 401, 403]);

/**
 * Reads the reports of operations, again and again with growing pauses, until nobody is pending or time is up.
 *
 * @param sendRequest sends with the account's key
 * @param flow the URL of the participants of the flow
 * @param operations what to ask for
 * @param wait how long to go on, in milliseconds from now, and the clock. A round of readings that has begun is finished
 *   as long as Infobip answers
 * @returns a report for each operation, in their order; whoever is still pending may yet enter
 */
export async function readReports(
	sendRequest: SendRequest,
	flow: string,
	operations: readonly Operation[],
	wait: { withinMs: number; clock: Clock },
): Promise<OperationReport[]> {
	const { now, sleep } = wait.clock;
	const deadline = now() + wait.withinMs;
	const reports = operations.map(({ participants }): OperationReport => ({ participants: participants.map(() => PENDING) }));
	let open = [...operations.keys()];

	for (let pause = FIRST_PAUSE_MS; open.length > 0 && now() < deadline; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
		await sleep(Math.min(pause, deadline - now()));
		const stillOpen: number[] = [];
		for (const index of open) {
			const reading = await readReport(sendRequest, flow, operations[index]);
			reports[index] = laterReport(reports[index], reading.report);
			const isPending = reports[index].participants.some((one) => one.status === 'PENDING');
			if (isPending && !reading.isLast) stillOpen.push(index);
			if (reading.report.problem !== undefined && now() >= deadline) return reports;
		}
		open = stillOpen;
	}
	return reports;
}

/** What was read once holds, also when a later reading fails or tells less. */
function laterReport(earlier: OperationReport, later: OperationReport): OperationReport {
	const participants = later.participants.map((status, index) => {
		const known = earlier.participants[index];
		return known.status === 'PENDING' ? status : known;
	});
	return { ...later, participants };
}

const PENDING: ParticipantStatus = { status: 'PENDING' };

async function readReport(
	sendRequest: SendRequest,
	flow: string,
	{ id, participants }: Operation,
): Promise<{ report: OperationReport; isLast: boolean }> {
	const url = serviceUrl(flow, '/report', [{ name: 'operationId', value: id }]);
	const outcome = await sendRequest({ method: 'GET', url, headers: { accept: 'application/json' } });
	const pending = participants.map(() => PENDING);
	const status = outcome.reply?.status;
	// Shortly after the request there is no report yet.
	if (status === 404) return { report: { participants: pending }, isLast: false };
	if (outcome.class !== 'success') {
		const report = { participants: pending, problem: problemOf(outcome) };
		return { report, isLast: status !== undefined && LASTING.has(status) };
	}
	return { report: { participants: statusesIn(outcome.reply?.body, participants) }, isLast: false };
}

function problemOf(outcome: HttpOutcome): string {
	const error = readInfobipError(outcome.reply?.body);
	const { message } = requestFailure(outcome, { service: 'Infobip', aim: 'the participant entered the flow', error });
	return `The report could not be read. ${message}`;
}

/**
 * Several participants with one address have one row each, in their order; or Infobip has made one of them, and its
 * last row holds for the rest.
 */
function statusesIn(body: Buffer | undefined, participants: readonly IdentifyBy[]): ParticipantStatus[] {
	const rows = rowsByAddress(objectIn(body).participants);
	return participants.map((participant) => {
		const own = rows.get(addressOf(participant)) ?? [];
		return (own.length > 1 ? own.shift() : own[0]) ?? PENDING;
	});
}

function rowsByAddress(rows: unknown): Map<string, ParticipantStatus[]> {
	const byAddress = new Map<string, ParticipantStatus[]>();
	for (const row of Array.isArray(rows) ? rows.map(asObject) : []) {
		const address = addressOf(asObject(row.identifyBy));
		byAddress.set(address, [...(byAddress.get(address) ?? []), statusOf(row)]);
	}
	return byAddress;
}

/** Infobip may write an address in another form than it got it. */
function addressOf({ type, identifier }: { type?: unknown; identifier?: unknown }): string {
	return `${textIn(type)}:${digitsOf(textIn(identifier) ?? '').toLowerCase()}`;
}

function statusOf({ status, errorReason }: Record<string, unknown>): ParticipantStatus {
	if (status === 'ACCEPTED') return { status };
	const reason = textIn(errorReason);
	return status === 'REJECTED' ? { status, ...(reason !== undefined && { errorReason: reason }) } : PENDING;
}
