import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { deskReference, noteDeskToken } from '../../flow/conversation/deskTokens';
import type { Handover, StartOutcome } from '../../flow/conversation/gateway';
import { Mutes } from '../../flow/conversation/mutes';
import type { ConversationRef } from '../../flow/conversation/mutes';
import { startOnce } from '../../flow/conversation/startOnce';
import { startProblem } from '../../flow/conversation/startProblem';
import type { StartProblem } from '../../flow/conversation/startProblem';
import { flowSummary } from '../../flow/conversation/summary';
import { optOutOf, optOutWords } from '../../flow/optOut/refusal';
import type { Identifier } from '../../flow/participant/identifiers';
import { identify } from '../../flow/participant/identifiers';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Unread } from '../shared/item';
import { unreadItem } from '../shared/item';
import { callUrl } from '../shared/standingWebhook';
import { occurrences, stepOf, uuidOf } from '../shared/stepId';
import { turnClock } from '../shared/turns';
import type { Account } from './accounts';
import { accountOf } from './accounts';
import { BRANCH } from './outputs';
import type { ItemChoice, NodeChoice } from './panel';
import { readItemChoice, readNodeChoice } from './panel';
import type { ConversationResult, Outgoing } from './result';
import { outputsOf, startedItem } from './result';
import { TRIED_OUT_PATH, waitUntilResolved } from './waiting';

const AT_ONCE = 5;
/** So long it is waited for another run that is doing the same. */
const OTHER_RUN_MS = 10_000;

/** An item, ready to be handed over. */
interface Ready {
	index: number;
	item: INodeExecutionData;
	choice: ItemChoice;
	account: Account;
	/** By which a desk shows that it may call back. */
	token: string;
	/** The same when n8n does the same step again, and only then. */
	key: string;
}

/**
 * Starts all conversations. All items are read before anything is started, so that a panel that cannot work starts nothing;
 * after that, only the cancelling of the run throws.
 *
 * @throws NodeOperationError for a panel that cannot work, unless n8n goes on after errors
 */
export async function startAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const choice = await readNodeChoice(context);
	const read = withKeys(context, await readItems(context, choice), choice);
	const all = await mapInOrder(
		read,
		AT_ONCE,
		async (one): Promise<Outgoing> => ('error' in one ? { output: BRANCH.starting.otherCases, item: unreadItem(context, one, choice.resultField) } : await startOne(context, one, choice)),
		context.getExecutionCancelSignal(),
	);
	return choice.waits ? await waitUntilResolved(context, all, choice) : outputsOf(all, choice);
}

async function readItems(context: IExecuteFunctions, choice: NodeChoice): Promise<Array<Omit<Ready, 'key'> | Unread>> {
	return await mapInOrder(context.getInputData(), AT_ONCE, async (item, index) => {
		try {
			const token = randomUUID();
			const callback = choice.provider === 'http' ? { url: callUrl(context, TRIED_OUT_PATH), token } : undefined;
			return { index, item, token, choice: readItemChoice(context, index), account: await accountOf(context, index, choice, callback) };
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			return { index, item, error: error as Error };
		}
	});
}

function withKeys(context: IExecuteFunctions, all: ReadonlyArray<Omit<Ready, 'key'> | Unread>, { provider }: NodeChoice): Array<Ready | Unread> {
	const nth = occurrences();
	return all.map((one) => {
		if ('error' in one) return one;
		const { idempotencyKey, phone, email } = one.choice;
		const about = [phone, email];
		const own = ['conversation', provider, one.account.place, idempotencyKey];
		return { ...one, key: uuidOf(idempotencyKey === '' ? ['conversation', ...stepOf(context), ...about, nth(about)] : own) };
	});
}

async function startOne(context: IExecuteFunctions, ready: Ready, choice: NodeChoice): Promise<Outgoing> {
	const { index, item, account, token, key } = ready;
	const { tag } = ready.choice;
	const contact = identify({ phone: ready.choice.phone, email: ready.choice.email }, ready.choice.defaultCountry);
	if ('fault' in contact) {
		const problem = startProblem('contactInvalid', contact.fault.message, 'Check the expressions under Phone and Email.');
		return startedItem({ item, index, tag }, { started: false, problem }, {}, undefined, choice);
	}
	const { identifiers } = contact;
	const start = async (): Promise<StartOutcome> => {
		const problem = await forbiddenBy(ready, identifiers, choice);
		return problem ? { started: false, problem } : await account.gateway.start(handoverOf(ready, identifiers, choice));
	};
	const patience = { waitMs: OTHER_RUN_MS, ...turnClock(context.getExecutionCancelSignal()) };
	const reference = deskReference(token);
	const { outcome, repeated } = await startOnce(flowStore(), key, start, patience, reference);
	const conversation = outcome.started ? refOf(account, choice, outcome.id, outcome.reference ?? reference) : undefined;
	const more: Partial<ConversationResult> = { ...(repeated && { repeated }), ...(conversation && (await silence(identifiers, conversation, choice))) };
	return startedItem({ item, index, tag }, outcome, more, conversation, choice);
}

function handoverOf({ choice, item }: Ready, identifiers: readonly Identifier[], { resultField }: NodeChoice): Handover {
	const valueOf = (wanted: string) => identifiers.find(({ type }) => type === wanted)?.value;
	const phone = valueOf('phone');
	const email = valueOf('email');
	const { name, tag, makesTag, subject, priority, queueId, teamId, agentId, channelId, openingMessage, note } = choice;
	return {
		...(phone !== undefined && { phone }),
		...(email !== undefined && { email }),
		name,
		tag,
		makesTag,
		subject,
		...(priority && { priority }),
		queueId,
		teamId,
		agentId,
		channelId,
		openingMessage,
		note: note.from === 'own' ? note.text : note.from === 'flow' ? flowSummary(item.json, new Set([resultField])) : '',
	};
}

/** Asked as late as can be. Who cannot be asked about is not sent anything. */
async function forbiddenBy({ choice: { openingMessage }, token }: Ready, identifiers: readonly Identifier[], { optOuts, provider }: NodeChoice): Promise<StartProblem | undefined> {
	const store = flowStore();
	const ask = async () => {
		if (provider === 'http') await noteDeskToken(store, token);
		const entry = openingMessage !== '' && optOuts ? await optOutOf(store, identifiers, optOuts) : undefined;
		return entry && startProblem('optedOut', optOutWords(entry), 'Leave Opening Message empty for this person, or reach them another way.');
	};
	return await unlessStoreIsAway(ask, ({ message }) => startProblem('storeUnavailable', `Nothing was started. ${message}`, 'Try again when the flow store works.'));
}

/** A desk says that the agents are done by its secret, and others by the ID of the conversation. */
function refOf({ place }: Account, { provider }: NodeChoice, id: string, reference: string): ConversationRef {
	return { provider: place, id: provider === 'http' ? reference : id };
}

/** From now on, flows stay silent. The conversation is there, so that nothing throws any more. */
async function silence(identifiers: readonly Identifier[], conversation: ConversationRef, { muteMs }: NodeChoice): Promise<Partial<ConversationResult>> {
	if (muteMs === 0) return {};
	const untilMs = Date.now() + muteMs;
	const begin = async () => ((await new Mutes(flowStore()).begin(identifiers, conversation, untilMs)) ? { silentUntil: new Date(untilMs).toISOString() } : {});
	return await unlessStoreIsAway<Partial<ConversationResult>>(begin, ({ message }) => ({ notSilent: message }));
}
