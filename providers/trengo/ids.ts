import type { SendProblem } from '../../flow/template/sendProblem';

/** An ID as Trengo has them. */
const ID = /^\d{1,15}$/;

/** @returns whether a text can be an ID at Trengo, a whole number */
export function isTrengoId(text: string): boolean {
	return ID.test(text.trim());
}

/**
 * Does what needs some IDs, unless one of them can be none: Trengo is then not asked.
 *
 * @param named the IDs by what they are called, e.g. `{ 'Channel ID': '12' }`
 */
export async function withIds<Outcome>(
	named: Readonly<Record<string, string>>,
	work: (...ids: number[]) => Promise<Outcome>,
): Promise<Outcome | { problem: SendProblem }> {
	const wrong = Object.entries(named).find(([, id]) => !isTrengoId(id));
	if (wrong) return { problem: invalidId(...wrong) };
	return await work(...Object.values(named).map((id) => Number(id.trim())));
}

function invalidId(field: string, id: string): SendProblem {
	const text = id.trim() === '' ? `${field} is empty.` : `${field} is not an ID of Trengo, which is a whole number.`;
	return { class: 'fixRequest', code: 'invalidId', text, advice: `Fill in ${field}, or choose it from the list.`, field };
}
