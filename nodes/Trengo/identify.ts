import type { Outcome } from '../../flow/outcome';
import type { SendProblem } from '../../flow/template/sendProblem';
import { isEmpty, textOf } from '../../flow/template/valueText';
import { eventProblem } from '../../flow/customerEvent/problems';
import type { Person, Work } from './contact';
import { contactOf, forget } from './contact';
import type { CustomField } from './panel';
import type { Facts, Worked } from './result';

/** What is kept of a contact. */
export interface Profile {
	customFields: readonly CustomField[];
	/** In place of the groups that the contact is in; empty leaves them. */
	groupIds: readonly string[];
}

/**
 * Creates or updates a contact.
 *
 * @param deduplicates whether the contact is looked for first
 * @param facts what is known already
 */
export async function identifyContact(work: Work, person: Person, profile: Profile, deduplicates: boolean, facts: Facts): Promise<Worked> {
	const fields = readFields(profile.customFields);
	if ('problem' in fields) return { facts, problem: fields.problem };
	const contact = await contactOf(work, person, deduplicates ? 'findOrCreate' : 'create');
	if ('problem' in contact) return { facts, problem: contact.problem };

	const { id, created } = contact.value;
	const known: Facts = { ...facts, contactId: id, contactCreated: created, steps: [created ? 'contact created' : 'contact found'] };
	const worked = await update(work, { id, created, name: person.name, fields: fields.value, groupIds: profile.groupIds }, known);
	if ('problem' in worked) await forget(work, person, worked.problem);
	return worked;
}

interface Change {
	id: string;
	created: boolean;
	name: string | undefined;
	fields: ReadonlyArray<{ fieldId: string; value: string }>;
	groupIds: readonly string[];
}

async function update({ account: { contacts } }: Work, { id, created, name, fields, groupIds }: Change, facts: Facts): Promise<Worked> {
	const steps = [...(facts.steps ?? [])];
	const change = { ...(name !== undefined && !created && { name }), ...(groupIds.length > 0 && { groupIds }) };
	const isLeft = Object.keys(change).length === 0;
	// With nothing to change, that the contact is there is all that there is to say of it.
	const changed = isLeft ? (created || fields.length > 0 ? undefined : await contacts.get(id)) : await contacts.update(id, change);
	if (changed && 'problem' in changed) return { facts, problem: changed.problem };
	steps.push(...Object.keys(change).map((field) => (field === 'name' ? 'name set' : 'groups set')));
	for (const { fieldId, value } of fields) {
		const filled = await contacts.setCustomField(id, fieldId, value);
		if ('problem' in filled) return { facts: { ...facts, steps }, problem: filled.problem };
		steps.push(`custom field ${fieldId} set`);
	}
	return { facts: { ...facts, steps } };
}

/** All values are read before anything is sent; an empty one leaves its field as it is. */
function readFields(rows: readonly CustomField[]): Outcome<Array<{ fieldId: string; value: string }>> {
	const fields: Array<{ fieldId: string; value: string }> = [];
	for (const { fieldId, value } of rows) {
		if (isEmpty(value)) continue;
		const read = textOf(value);
		if ('fault' in read) return { problem: unusable(fieldId, read.fault) };
		fields.push({ fieldId, value: read.value });
	}
	return { value: fields };
}

function unusable(fieldId: string, fault: string): SendProblem {
	return eventProblem('valueInvalid', `The value of the custom field ${fieldId} cannot be sent. ${fault}`, 'Check its expression.', `customFields.${fieldId}`);
}
