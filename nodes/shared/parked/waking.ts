import { basename } from 'node:path';

import { LoggerProxy } from 'n8n-workflow';

import type { Woken } from '../../../flow/schedule/waker';
import { Waker } from '../../../flow/schedule/waker';
import { flowStore, storeMayHoldAnything } from '../../../flow/store/theStore';
import type { Timer } from '../../../flow/store/timers';
import { rareWarnings } from '../rareWarnings';
import { executionOf, knock } from './door';
import { isReady, ownOrigin } from './readiness';

/** For so long after its time n8n's own timer stands behind ours. It asks nobody whether the run may go on, so it must not hurry. */
export const NET_MS = 30 * 86_400_000;

const RECOVERY_AFTER_MS = 1_000;
const RECOVERY_TRIES = 120;

const warn = rareWarnings();
const report = ({ message }: Error) => warn(`A waiting run could not be woken by its flow element. ${message}`);

/** What a timer notes down. */
export interface Note {
	/** The URL under which the parked run is woken. */
	url: string;
	/** What it waits for; an element knows its own. */
	ticket: string;
	/** Runs of one line are woken one by one when they are late. */
	line: string;
}

const noteOf = ({ payload }: Timer) => JSON.parse(payload) as Note;

/** The waker of this n8n process. */
export const waker = new Waker({
	store: flowStore,
	wake: async (timer) => await wake(noteOf(timer), timer),
	lineOf: (timer) => noteOf(timer).line,
	report,
});

async function wake({ url, ticket }: Note, { dueMs }: Timer): Promise<Woken> {
	if (Date.now() > dueMs + NET_MS) return 'done';
	const heard = await knock(url, { ticket });
	if (heard !== 'cutOff') return heard;
	LoggerProxy.error(`n8n was killed just when a waiting run went on, so that run was cut off. Look at execution ${executionOf(url)}.`);
	return 'done';
}

/**
 * Sees to it that a parked run is woken at its time.
 *
 * @throws StoreUnavailable when that cannot be promised
 */
export async function wakeAt(dueMs: number, note: Note): Promise<void> {
	// A run that is parked again has another timer, because the one that has woken it is just being cleared.
	await waker.watch({ id: timerId(note, dueMs), dueMs, payload: JSON.stringify(note) });
}

/** Takes back that a parked run is to be woken at a time, because it has gone on before. */
export async function wakeNoMore(dueMs: number, note: Pick<Note, 'ticket'>): Promise<void> {
	await flowStore().clearTimer(timerId(note, dueMs));
}

function timerId({ ticket }: Pick<Note, 'ticket'>, dueMs: number): string {
	return `${ticket}@${dueMs}`;
}

let recovers = false;

/**
 * Begins to look after parked runs whose process has died; called when n8n loads an element that parks. The command-line
 * commands of n8n load it, too, and have nothing to do with parked runs.
 */
export function recoverParkedRuns(): void {
	const [, program = '', command = 'start'] = process.argv;
	if (recovers || basename(program) !== 'n8n' || !['start', 'worker', 'webhook'].includes(command)) return;
	recovers = true;
	const begin = async (tries: number) => {
		// Only the main process keeps its health page at its own address; the others wake through the main one.
		const waits = command === 'start' && tries < RECOVERY_TRIES && !(await isReady(ownOrigin(process.env)));
		if (waits) later(tries + 1);
		else if (storeMayHoldAnything()) waker.start();
	};
	const later = (tries: number) => setTimeout(() => void begin(tries).catch(report), RECOVERY_AFTER_MS).unref();
	later(0);
}
