/** What a chatbot says to the participant, in the one form that holds for all engines. */
export type BotReply =
	| { type: 'text'; text: string }
	| { type: 'image' | 'video' | 'audio' | 'file'; url: string; caption?: string }
	/** Something to choose from, as buttons or as a list. */
	| { type: 'choices'; text?: string; choices: BotChoice[] };

export interface BotChoice {
	/** What stands on the button. */
	label: string;
	/** What the chatbot is told when it is chosen; without it the label. */
	payload?: string;
}
