import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { NotAdded } from '../../flow/addToFlow/gateway';
import type { ReasonCode } from '../../flow/addToFlow/reasons';
import { mapInOrder } from '../../flow/concurrency';
import { depthOf } from '../shared/depth';
import type { Unread } from '../shared/item';
import { unreadItem } from '../shared/item';
import { admit } from './admission';
import type { Candidate } from './candidates';
import { readCandidates } from './candidates';
import { enterOutside } from './gateways';
import type { Outcome } from './outcome';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import { addedPerson } from './person';
import type { Known, Leaving } from './result';
import { leaving, NOT_ADDED, outputsOf, waiting } from './result';
import { enterFlows } from './secondaryFlow';
import { parkUntilAllEnd } from './waiting';

const STORE_AWAY: ReadonlySet<ReasonCode> = new Set(['optOutListUnavailable', 'participantsUnavailable']);

/** How many candidates are looked up in the flow store at once. */
const LOOKUPS_AT_ONCE = 20;

/**
 * Adds everybody to the secondary flow. All items are read before anybody is added, so that a panel that cannot work adds
 * nobody; after that, only the cancelling of the run throws.
 *
 * @throws NodeOperationError for a panel that cannot work, unless n8n goes on after errors
 */
export async function addAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let choice;
	try {
		choice = await readNodeChoice(context);
	} catch (error) {
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error);
		// Left to itself, n8n would let the items leave by Added.
		const items = context.getInputData();
		return outputsOf(items.map((item, index) => unread(context, { item, index, error: error as Error })));
	}

	const depth = depthOf(context) + 1;
	const candidates = await readCandidates(context, choice);
	const all = await add(context, candidates, choice, depth);
	return all.some(({ waitsFor }) => waitsFor !== undefined) ? await parkUntilAllEnd(context, all, choice) : outputsOf(all);
}

async function add(context: IExecuteFunctions, candidates: Array<Candidate | Unread>, choice: NodeChoice, depth: number): Promise<Leaving[]> {
	const signal = context.getExecutionCancelSignal();
	let away: NotAdded | undefined;
	const decide = async (candidate: Candidate | Unread) => {
		if ('error' in candidate) return candidate;
		const decision = away ?? (await admit(candidate, choice, depth));
		// Each would have to wait until it is clear that the store is away.
		if ('added' in decision && STORE_AWAY.has(decision.reason)) away = decision;
		return decision;
	};
	const decisions = await mapInOrder(candidates, LOOKUPS_AT_ONCE, decide, signal);
	const admitted = decisions.filter((decision) => 'entrant' in decision);
	const outcomes = choice.target === 'workflow' ? await enterFlows(context, admitted, choice) : await enterOutside(admitted, choice);
	const outcomeOf = new Map(admitted.map((one, at) => [one, outcomes[at]]));

	return decisions.map((decision, index) => {
		if ('error' in decision) return unread(context, decision, choice.resultField);
		const candidate = candidates[index] as Candidate;
		const known: Known = { target: { kind: choice.target, id: withoutSecrets(candidate.targetId) }, depth };
		if ('added' in decision) return leaving(candidate, known, decision, choice);

		const participant = addedPerson(decision);
		Object.assign(known, { ...(participant && { participant }), optOutChecked: decision.optOutChecked });
		const outcome = outcomeOf.get(decision) as Outcome;
		return 'waitsFor' in outcome ? waiting(candidate, known, outcome, choice) : leaving(candidate, known, outcome, choice);
	});
}

/** The query of a URL may hold a key, and what stands in front of its host a password. */
function withoutSecrets(targetId: string): string {
	const url = URL.parse(targetId);
	return url && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}` : targetId.split('?')[0];
}

function unread(context: IExecuteFunctions, read: Unread, resultField?: string): Leaving {
	return { output: NOT_ADDED, item: unreadItem(context, read, resultField) };
}
