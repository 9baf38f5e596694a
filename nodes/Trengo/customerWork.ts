import { mappedEvent } from '../../flow/customerEvent/eventMap';
import type { Given } from '../../flow/customerEvent/identifier';
import { identifierIn } from '../../flow/customerEvent/identifier';
import { eventProblem } from '../../flow/customerEvent/problems';
import type { CustomerCall } from '../../flow/customerEvent/segmentCall';
import { readCall } from '../../flow/customerEvent/segmentCall';
import type { Outcome } from '../../flow/outcome';
import { isEmpty, textOf } from '../../flow/template/valueText';
import { TRENGO_EXTERNAL_IDS } from '../../providers/trengo/externalIds';
import { isTrengoId } from '../../providers/trengo/ids';
import { uuidOf } from '../shared/stepId';
import type { Person, Work } from './contact';
import { checkChannel } from './contact';
import type { Draft } from './draft';
import { identifyContact } from './identify';
import type { ItemChoice } from './panel';
import type { Facts, Worked } from './result';
import { trackEvent } from './track';

/** Does what a call says: an identify call identifies, a track call tracks. */
export async function takeCall(work: Work, draft: Draft): Promise<Worked> {
	const { choice } = draft;
	const read = readCall(asJson(choice.call), TRENGO_EXTERNAL_IDS);
	if ('problem' in read) return { facts: {}, problem: read.problem };
	const call = read.value;
	return call.type === 'identify' ? await identify(work, draft, call, { type: 'identify' }) : await track(work, draft, call, { type: 'track' });
}

/** Does what the fields of the panel say, in the same way as if they had come as a call. */
export async function takeFields(work: Work, draft: Draft): Promise<Worked> {
	const { choice } = draft;
	const name = isEmpty(choice.name) ? undefined : textOf(choice.name);
	if (name && 'fault' in name) return { facts: {}, problem: eventProblem('valueInvalid', `The name cannot be sent. ${name.fault}`, 'Check its expression.', 'name') };
	const properties = asJson(choice.properties);
	if (!isObject(properties) && !isEmpty(properties)) {
		return { facts: {}, problem: eventProblem('valueInvalid', 'Properties is not an object.', 'Give an object with names and values.', 'properties') };
	}
	const given = (type: 'email' | 'phone', where: string): Given => ({ value: choice.identifyBy === type ? choice.identifier : undefined, where });
	const call: CustomerCall = {
		type: 'identify',
		properties: isObject(properties) ? properties : {},
		traits: {},
		email: given('email', 'Email'),
		phone: given('phone', 'Phone'),
		...(name && { name: name.value.trim() }),
		...(choice.contactId !== '' && { contactId: { value: choice.contactId, where: 'Contact ID' } }),
		...(!isEmpty(choice.event) && { event: String(choice.event) }),
	};
	return work.node.operation === 'identify' ? await identify(work, draft, call, {}) : await track(work, draft, call, {});
}

async function identify(work: Work, { choice }: Draft, call: CustomerCall, facts: Facts): Promise<Worked> {
	const person = personOf(call, choice, choice.channelId);
	if ('problem' in person) return { facts, problem: person.problem };
	const told = { ...facts, channelId: person.value.channelId };
	// Whose ID is known, no channel is asked for.
	const checked = person.value.contactId === undefined ? await checkChannel(work, person.value.channelId, choice.identifyBy) : { value: {} };
	if ('problem' in checked) return { facts: told, problem: checked.problem };
	const known = withUnchecked(told, checked.value);
	return await identifyContact(work, person.value, choice, choice.deduplicates, known);
}

async function track(work: Work, { choice, stepKey }: Draft, call: CustomerCall, facts: Facts): Promise<Worked> {
	const told = { ...facts, ...(call.event !== undefined && { event: call.event }) };
	const mapped = mappedEvent(choice.eventMap, call.event);
	if ('problem' in mapped) return { facts: told, problem: mapped.problem };
	const person = personOf(call, choice, mapped.value.channelId || choice.channelId);
	if ('problem' in person) return { facts: told, problem: person.problem };
	const { channelId } = person.value;
	const checked = await checkChannel(work, channelId, choice.identifyBy);
	if ('problem' in checked) return { facts: { ...told, channelId }, problem: checked.problem };

	const { identifyBy, createsContact, idempotencyKey } = choice;
	const ownKey = idempotencyKey || call.messageId;
	const tracked = {
		mapped: mapped.value,
		properties: call.properties,
		channel: checked.value,
		identifyBy,
		createsContact,
		key: ownKey === undefined ? stepKey : uuidOf(['trengo ticket', work.account.line, ownKey]),
	};
	return await trackEvent(work, person.value, tracked, withUnchecked({ ...told, channelId }, checked.value));
}

/** What a call says of somebody goes before what the panel says. */
function personOf(call: CustomerCall, choice: ItemChoice, chosenChannelId: string): Outcome<Person> {
	const ids = [call.contactId, call.channelId].map((given) => given && idIn(given));
	const wrong = ids.find((id) => id !== undefined && 'problem' in id);
	if (wrong) return wrong as Outcome<Person>;
	const [contactId, channelId] = ids.map((id) => (id && 'value' in id ? id.value : undefined));
	return {
		value: {
			...(contactId !== undefined && { contactId }),
			...(call.name !== undefined && { name: call.name }),
			channelId: channelId ?? chosenChannelId,
			identifier: () => identifierIn(choice.identifyBy, call[choice.identifyBy], choice.defaultCountry),
		},
	};
}

function idIn({ value, where }: Given): Outcome<string> {
	const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (isTrengoId(id)) return { value: id };
	return { problem: eventProblem('valueInvalid', `${where} is not an ID of Trengo, which is a whole number.`, 'Check where it comes from.', where) };
}

function withUnchecked(facts: Facts, { unchecked }: { unchecked?: string }): Facts {
	return unchecked === undefined ? facts : { ...facts, channelUnchecked: unchecked };
}

/** JSON that was written, or what an expression gave in its place. */
function asJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
