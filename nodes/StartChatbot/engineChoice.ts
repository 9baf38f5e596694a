import { idOf, textOf } from '../shared/values';

/** Which chatbot, and what it needs besides its credential. */
export type EngineChoice =
	| { kind: 'alertsPanel'; flowKey: string }
	| { kind: 'http'; startUrl: string; messageUrl: string; endUrl: string }
	| { kind: 'infobip'; channelId: string }
	| { kind: 'n8nWorkflow'; workflowId: string }
	| { kind: 'rasa'; startIntent: string; sender: 'participant' | 'session'; readsTracker: boolean }
	| { kind: 'typebot'; botId: string; isPreview: boolean };

type Parameter = (name: string, fallback?: unknown) => unknown;

/** @throws Error for an engine that cannot be used, with words that name the field */
export function readEngineChoice(parameter: Parameter): EngineChoice {
	const text = (name: string) => textOf(parameter(name, '')).trim();
	const needed = (value: string, words: string) => {
		if (value === '') throw new Error(words);
		return value;
	};
	const kind = parameter('engine', 'n8nWorkflow') as EngineChoice['kind'];
	switch (kind) {
		case 'alertsPanel':
			return { kind, flowKey: needed(text('flowKey'), 'Flow Key is empty. Write the key of the flow, which AlertsPanel shows behind the "i" icon.') };
		case 'http': {
			const startUrl = needed(text('botUrl'), 'URL is empty. Write the URL at which the chatbot is called.');
			return { kind, startUrl, messageUrl: text('botMessageUrl') || startUrl, endUrl: text('botEndUrl') };
		}
		case 'infobip':
			return { kind, channelId: needed(text('channelId'), 'Open Channel is empty. Write the ID of the Open Channel sender.') };
		case 'rasa':
			return { kind, startIntent: text('startIntent'), sender: parameter('rasaSender', 'session') === 'participant' ? 'participant' : 'session', readsTracker: parameter('readsTracker', false) === true };
		case 'typebot':
			return { kind, botId: needed(text('botId'), 'Public ID is empty. Write the ID of the Typebot.'), isPreview: parameter('isPreview', false) === true };
		default:
			return { kind: 'n8nWorkflow', workflowId: needed(idOf(parameter('botWorkflow', '')), 'Chatbot Workflow is empty. Choose the workflow that is the chatbot.') };
	}
}
