import { capture, checkCapturePath } from '../call/capture';

/** A branch that callbacks leave by when they have a certain value. */
export interface ValueBranch {
	name: string;
	/** A JSONPath in the body of the callback. */
	path: string;
	/** Any of these will do, whatever their case; none for anything that is there. */
	values: readonly string[];
}

/**
 * @returns the index of the first branch that suits a callback; undefined when none does
 */
export function valueBranchOf(body: Record<string, unknown>, branches: readonly ValueBranch[]): number | undefined {
	const index = branches.findIndex(({ name, path, values }) => {
		const found = [capture(body, [{ variable: name, path }], true)[name]].flat().filter((one) => one !== null && one !== undefined);
		const wanted = values.map(comparable);
		return wanted.length === 0 ? found.length > 0 : found.some((one) => wanted.includes(comparable(one)));
	});
	return index < 0 ? undefined : index;
}

/**
 * @param branches as the builder wrote them
 * @throws CapturePathError, or Error for a branch without a name
 */
export function checkValueBranches(branches: readonly ValueBranch[]): void {
	for (const { name, path } of branches) {
		if (name === '') throw new Error('A branch has no name. Name it or remove its row.');
		checkCapturePath({ variable: name, path });
	}
}

/** @param text values with commas between them */
export function valuesIn(text: string): string[] {
	return text.split(',').map((value) => value.trim()).filter((value) => value !== '');
}

function comparable(value: unknown): string {
	return (typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)).trim().toLowerCase();
}
