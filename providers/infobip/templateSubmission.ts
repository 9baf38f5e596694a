import type { HttpOutcome } from '../../flow/http/send';
import type { SendOutcome } from '../../flow/template/gateway';
import type { SendProblem } from '../../flow/template/sendProblem';
import { asObject, objectIn, textIn } from '../answerBody';
import { sendFailure, withoutNumber } from '../sendFailure';
import { statusProblem } from './messageCodes';
import type { InfobipStatus } from './messageStatus';
import { readStatus } from './messageStatus';
import { faultsByPosition } from './namedPositions';
import type { InfobipError } from './requestError';
import { readInfobipError } from './requestError';
import type { InfobipTemplateMessage } from './templateMessage';

/** Sends messages in one request. */
type SendTogether = (messages: readonly InfobipTemplateMessage[]) => Promise<HttpOutcome>;

const SERVICE = 'Infobip';

/** By these Infobip refuses what is in the request, and nothing was sent: bad request, and content too large. */
const REFUSED_CONTENT: ReadonlySet<number> = new Set([400, 413]);

/** With these the next request would end the same. */
const FINAL: ReadonlySet<number> = new Set([401, 403, 404]);

/** After so many refusals without a single acceptance it is what the messages share that Infobip does not like. */
const HOPELESS = 50;

/**
 * Sends messages to Infobip. It refuses a request as a whole for one bad message, and then has sent none of it. So that
 * one does not keep the others back, those that a refusal names are left out and the others sent again; and when it
 * names none, the two halves are sent apart, down to single messages.
 *
 * @param messages with IDs of their own
 * @returns what came of each, in the order given
 */
export async function submitMessages(
	messages: readonly InfobipTemplateMessage[],
	sendTogether: SendTogether,
): Promise<SendOutcome[]> {
	return await new Submission(messages, sendTogether).run();
}

class Submission {
	private readonly results: SendOutcome[];

	/** Indices of messages that are sent together. Large groups come first, so that most go out early. */
	private readonly groups: number[][];

	private requests = 0;

	private hasAccepted = false;

	/** Why all that follow would fail as well, once it is known. */
	private final?: SendProblem;

	constructor(
		private readonly messages: readonly InfobipTemplateMessage[],
		private readonly sendTogether: SendTogether,
	) {
		this.results = new Array<SendOutcome>(messages.length);
		this.groups = messages.length > 0 ? [[...messages.keys()]] : [];
	}

	async run(): Promise<SendOutcome[]> {
		let lastRefusal: SendProblem | undefined;
		for (let group = this.groups.shift(); group; group = this.groups.shift()) {
			if (this.final) this.fail(group, this.final);
			else if (lastRefusal && this.isHopeless()) this.fail(group, givenUp(lastRefusal));
			else lastRefusal = (await this.sendGroup(group)) ?? lastRefusal;
		}
		return this.results;
	}

	/** @returns the refusal, when Infobip did not like what is in the request */
	private async sendGroup(group: number[]): Promise<SendProblem | undefined> {
		this.requests++;
		const outcome = await this.sendTogether(group.map((index) => this.messages[index]));
		const rows = outcome.class === 'success' ? rowsIn(outcome) : undefined;
		if (rows) {
			this.hasAccepted = true;
			this.noteRows(group, rows, outcome);
			return undefined;
		}

		const error = readInfobipError(outcome.reply?.body);
		const problem = sendFailure(outcome, SERVICE, error);
		const status = outcome.reply?.status ?? 0;
		if (REFUSED_CONTENT.has(status)) {
			this.divide(group, outcome, error);
			return problem;
		}
		this.fail(group, problem);
		if (FINAL.has(status)) this.final = problem;
		return undefined;
	}

	private noteRows(group: number[], rows: readonly AnswerRow[], outcome: HttpOutcome): void {
		const byId = new Map(rows.map((row) => [row.messageId, row]));
		group.forEach((index, position) => {
			const { messageId, to } = this.messages[index];
			const atPlace = rows.length === group.length && rows[position].to === to ? rows[position] : undefined;
			const row = byId.get(messageId) ?? atPlace;
			// What became of a message that the answer passes over, nobody knows.
			const problem = row ? statusProblem(row.status) : sendFailure(outcome, SERVICE);
			if (problem) this.fail([index], problem);
			else this.results[index] = { accepted: true, messageId: row?.messageId ?? messageId, details: row?.details ?? {} };
		});
	}

	private divide(group: number[], outcome: HttpOutcome, error: InfobipError): void {
		const named = faultsByPosition(error, 'messages', group.length);
		for (const [position, { path, text }] of named) {
			const problem = sendFailure(outcome, SERVICE, { ...error, text });
			this.fail([group[position]], { ...problem, ...(path !== '' && { field: path }) });
		}
		const rest = group.filter((_, position) => !named.has(position));
		if (named.size > 0) this.addGroup(rest);
		else if (group.length === 1) {
			const field = error.faults.at(0)?.field;
			this.fail(group, { ...sendFailure(outcome, SERVICE, error), ...(field !== undefined && { field }) });
		} else {
			const middle = Math.ceil(group.length / 2);
			this.addGroup(group.slice(0, middle));
			this.addGroup(group.slice(middle));
		}
	}

	private addGroup(group: number[]): void {
		if (group.length > 0) this.groups.push(group);
	}

	private fail(group: number[], problem: SendProblem): void {
		for (const index of group) {
			// What is shared here would be shared by the items of a flow.
			this.results[index] = { accepted: false, problem: withoutNumber(problem, this.messages[index].to) };
		}
	}

	private isHopeless(): boolean {
		return this.requests >= HOPELESS && !this.hasAccepted;
	}
}

/** What an answer says of a message. */
interface AnswerRow {
	messageId?: string;
	to?: string;
	status: InfobipStatus;
	details: Record<string, unknown>;
}

/** @returns what the answer says; undefined when it is no answer to messages */
function rowsIn({ reply }: HttpOutcome): AnswerRow[] | undefined {
	const { messages, bulkId } = objectIn(reply?.body);
	if (!Array.isArray(messages)) return undefined;
	const bulk = textIn(bulkId);
	return messages.map(asObject).map(({ messageId, to, status: given }) => {
		const status = readStatus(given);
		const details = { ...(status.name !== undefined && { status: status.name }), ...(bulk !== undefined && { bulkId: bulk }) };
		return { messageId: textIn(messageId), to: textIn(to), status, details };
	});
}

function givenUp(problem: SendProblem): SendProblem {
	const why = 'Infobip refused the messages with which this one was to be sent, and the search for those it does not like took too long.';
	return { ...problem, text: `${why} The last refusal: ${problem.text}` };
}
