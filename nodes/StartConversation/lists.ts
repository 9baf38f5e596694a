import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { ConversationList, ListEntry } from '../../flow/conversation/gateway';
import type { Outcome } from '../../flow/outcome';
import { chatwootClient } from '../../providers/chatwoot/account';
import { chatwootList } from '../../providers/chatwoot/lists';
import { infobipClient, infobipList } from '../../providers/infobip/conversations';
import type { TrengoListName } from '../../providers/trengo/lists';
import { trengoList } from '../../providers/trengo/lists';
import { explained } from '../shared/explained';
import { INFOBIP } from '../shared/infobipAccount';
import { textOf } from '../shared/messageAccounts';
import { senderToService, serviceSending } from '../shared/sending';
import { trengoAccount } from '../shared/trengoAccount';
import { CHATWOOT } from './accounts';

/** The editor waits for an answer. */
const SENDING = serviceSending({ maxRetries: 1, timeoutMs: 15_000 }, false);
const TURN_MS = 15_000;

const OF_TRENGO: Readonly<Record<Exclude<ConversationList, 'queues'>, TrengoListName>> = { agents: 'users', channels: 'channels', tags: 'labels', teams: 'teams' };

type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** @returns what lists the entries of the chosen account for a field with a search */
function searching(list: ConversationList): Search {
	return async function (this: ILoadOptionsFunctions, filter = '') {
		return await explained(this, async () => {
			const outcome = await entriesOf(this, list);
			if ('problem' in outcome) throw new Error(outcome.problem.text);
			const wanted = filter.trim().toLowerCase();
			const results = outcome.value
				.map(({ id, name }) => ({ name, value: id }))
				.filter(({ name }) => name.toLowerCase().includes(wanted))
				.toSorted((one, other) => one.name.localeCompare(other.name));
			return { results };
		});
	};
}

/** The lists of the panel, by the names of its fields. */
export const searches = {
	searchAgents: searching('agents'),
	searchInboxes: searching('channels'),
	searchQueues: searching('queues'),
	searchTags: searching('tags'),
	searchTeams: searching('teams'),
};

async function entriesOf(context: ILoadOptionsFunctions, list: ConversationList): Promise<Outcome<ListEntry[]>> {
	const provider = context.getCurrentNodeParameter('provider');
	if (provider === 'infobip' && (list === 'agents' || list === 'queues' || list === 'tags')) {
		const data = await context.getCredentials(INFOBIP);
		const baseUrl = textOf(data, 'baseUrl');
		return await infobipList(infobipClient(senderToService(context, { type: INFOBIP, data, baseUrl }, SENDING), baseUrl), list);
	}
	if (provider === 'chatwoot' && list !== 'queues') {
		const data = await context.getCredentials(CHATWOOT);
		const baseUrl = textOf(data, 'baseUrl');
		const client = chatwootClient(senderToService(context, { type: CHATWOOT, data, baseUrl }, SENDING), { baseUrl, accountId: textOf(data, 'accountId') });
		return await chatwootList(client, list);
	}
	if (provider === 'trengo' && list !== 'queues') {
		const { sendRequest, baseUrl } = await trengoAccount(context, 0, SENDING, TURN_MS);
		return { value: await trengoList(sendRequest, { baseUrl }, OF_TRENGO[list]) };
	}
	throw new Error('This provider has no such list that can be read. Choose By ID or By Name.');
}
